using EventEdge.FunctionDispatcher.Discovery.Fields;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;
using EventEdge.FunctionDispatcher.Discovery.Topics;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Home;

/// <summary>Shelly of the first generation: a value a topic under <c>shellies/{device}</c>.</summary>
internal sealed class ShellyGen1Family : IDeviceFamily
{
    private static readonly Dictionary<string, (FieldRole Role, string? Unit)> Values = new(StringComparer.Ordinal)
    {
        ["power"] = (FieldRole.Gauge, "W"), ["reactive_power"] = (FieldRole.Gauge, "var"), ["voltage"] = (FieldRole.Gauge, "V"),
        ["current"] = (FieldRole.Gauge, "A"), ["pf"] = (FieldRole.Gauge, null), ["energy"] = (FieldRole.Counter, "W·min"),
        ["returned_energy"] = (FieldRole.Counter, "W·min"), ["total"] = (FieldRole.Counter, "Wh"),
        ["total_returned"] = (FieldRole.Counter, "Wh"),
        ["temperature"] = (FieldRole.Gauge, "°C"), ["ext_temperature"] = (FieldRole.Gauge, "°C"), ["humidity"] = (FieldRole.Gauge, "%"),
        ["ext_humidity"] = (FieldRole.Gauge, "%"), ["battery"] = (FieldRole.Gauge, "%"), ["lux"] = (FieldRole.Gauge, "lx"),
        ["tilt"] = (FieldRole.Gauge, "°"), ["pos"] = (FieldRole.Gauge, "%"), ["adc"] = (FieldRole.Gauge, "V"),
        ["concentration"] = (FieldRole.Gauge, "ppm"),
        ["overtemperature"] = (FieldRole.Alarm, null), ["overpower_value"] = (FieldRole.Gauge, "W"), ["flood"] = (FieldRole.Alarm, null),
        ["smoke"] = (FieldRole.Alarm, null), ["gas"] = (FieldRole.Alarm, null),
    };

    private static readonly string[] OfThemselves = ["announce", "info", "settings", "temperature_f", "ext_temperatures", "act_reasons"];

    /// <inheritdoc />
    public string Name => "shelly";

    /// <inheritdoc />
    public string Title => "Shelly (first generation)";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all) => PlanOf;

    private TopicPlan? PlanOf(SeenTopic topic)
    {
        if (topic.Level(0) != "shellies" || topic.Levels.Count < 2) return null;
        var last = topic.Level(-1);
        if (last == "command") return new(topic.Topic, Name) { Ignored = "commands to devices" };
        if (OfThemselves.Contains(last) || topic.Levels.Count == 2) return new(topic.Topic,
            Name)
        { Ignored = "what devices say of themselves" };
        var filter = string.Join('/', topic.Levels.Select((l, i) => i == 1 ? "{device}" : IsChannel(l) ? "{channel}" : l));
        var words = topic.Levels.Skip(2).Where(l => !IsChannel(l)).Select(PatternNames.Snake).Where(w => w.Length > 0);
        var plan = new TopicPlan(filter, $"shelly_{string.Join('_', words)}".TrimEnd('_'));
        if (topic.Level(-2) == "input_event") return plan with { Hints = [Hint.Event("event"), Hint.Aside("*")] };
        var word = IsChannel(last) ? topic.Level(-2) : last;
        if (topic.AllObjects(_ => true)) return plan;
        var (role, unit) = Values.GetValueOrDefault(word, (FieldRole.State, null));
        return plan with { Hints = [new("value", role, unit)] };
    }

    private static bool IsChannel(string level) => level.Length is 1 or 2 && level.All(char.IsAsciiDigit);
}
