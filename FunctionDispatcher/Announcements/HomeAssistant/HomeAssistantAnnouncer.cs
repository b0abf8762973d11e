using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Emission;

namespace EventEdge.FunctionDispatcher.Announcements.HomeAssistant;

/// <summary>Announces results to Home Assistant by its MQTT discovery.</summary>
public sealed class HomeAssistantAnnouncer : IResultAnnouncer
{
    /// <inheritdoc />
    public string Name => "home_assistant";

    /// <inheritdoc />
    public Type ConfigType => typeof(HomeAssistantConfig);

    /// <inheritdoc />
    public void Check(ConfigCheck check)
    {
        var emit = check.Binding.Emit;
        if (emit.Format is { Name: not FormatConfig.Default } format)
            check.Report(emit, nameof(emit.Discovery), $"discovery home_assistant reads JSON, and 'format' is {format.Name}");
        CheckTopic(check, emit);
        foreach (var (field, told) in ((HomeAssistantConfig)emit.Discovery!).Fields ?? new Dictionary<string, HomeAssistantFieldConfig>())
        {
            if (Problem(field, told) is { } problem)
                check.TryReportSetting(emit, nameof(emit.Discovery), $"home_assistant.fields.{field}", problem);
        }
    }

    /// <inheritdoc />
    public IAnnouncementWriter Create(DiscoveryConfig config, AnnouncementOrigin origin) =>
        new HomeAssistantWriter((HomeAssistantConfig)config, origin);

    // On a topic that several series share, an entity would show the values of all of them.
    private static void CheckTopic(ConfigCheck check, EmitConfig emit)
    {
        if (emit.Mqtt is null || !TopicTemplate.TryParse(emit.Mqtt, out var topic, out _)) return;
        var missing = BindingKey.TagNames(check.Binding).FirstOrDefault(t => !topic.Names.Contains(t));
        if (missing is null) return;
        check.Report(
            emit, nameof(emit.Discovery),
            $"discovery home_assistant needs a topic for each series, and 'mqtt' has no {{{missing}}}, by which they differ");
    }

    private static string? Problem(string field, HomeAssistantFieldConfig told)
    {
        if (told.DeviceClass is not { } kind) return null;
        var units = DeviceClass.UnitsOf(kind);
        if (told.Unit is { } unit && units.Count > 0 && !units.Contains(SensorKind.UnitOf(unit)))
            return $"{field}: in Home Assistant, device_class {kind} goes with {string.Join(", ", units)}, and not with '{unit}'";
        return told.StateClass is { } state && !DeviceClass.Allows(kind, state)
            ? $"{field}: in Home Assistant, device_class {kind} does not go with state_class {RecordShape.KeyOf(state.ToString())}" : null;
    }
}
