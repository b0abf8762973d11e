using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Energy;

/// <summary>Victron (dbus-mqtt, dbus-flashmq): a value a topic below <c>N/{portal}/{service}/{instance}</c>, at any depth.</summary>
internal sealed partial class VictronFamily : IDeviceFamily
{
    private const string Counted = "(Energy|Yield|Consumed|TotalAhDrawn|kWh)";

    private static readonly FlowMap Path = new() { { "path", "extract(topic(), '^N/[^/]+/[^/]+/[^/]+/(.+)$', 1)" } };

    /// <inheritdoc />
    public string Name => "victron";

    /// <inheritdoc />
    public string Title => "Victron";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all) => PlanOf;

    private TopicPlan? PlanOf(SeenTopic topic)
    {
        if (topic.Level(0) is "R" or "W" && topic.Levels.Count > 2) return new(topic.Topic, Name) { Ignored = "requests" };
        if (topic.Level(0) != "N" || topic.Levels.Count < 3) return null;
        if (topic.Levels.Count < 5) return new(topic.Topic, Name) { Ignored = "heartbeats and the serial number" };
        if (!topic.AllObjects(o => o.Has("value"))) return null;
        var isCounted = Counter().IsMatch(topic.Head(topic.Levels.Count)[topic.Head(4).Length..]);
        return new($"N/{{portal}}/{{service}}/{{instance}}/#", isCounted ? "victron_counter" : Name)
        {
            Set = Path, Tags = ["path"], HasNoTime = true, Hints = isCounted ? [Hint.Counter("value"), Hint.Aside("*")]
                : [Hint.Any("value"), Hint.Aside("*")],
            Where = isCounted ? $"matches(path, '{Counted}')" : $"not matches(path, '{Counted}')",
            Notes = ["a value that is not there comes as an empty list, and gives nothing",
                "the installation stops sending after a minute unless something sends R/{portal}/keepalive to it"],
        };
    }

    [GeneratedRegex(Counted)]
    private static partial Regex Counter();
}
