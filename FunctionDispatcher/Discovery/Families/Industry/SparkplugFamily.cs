using EventEdge.FunctionDispatcher.Discovery.Fields;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Payloads;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Industry;

/// <summary>Sparkplug B: births name the metrics, data messages bring them; each metric is an event.</summary>
internal sealed class SparkplugFamily : IDeviceFamily
{
    private static readonly PayloadForm Form = new("sparkplug_b", "Sparkplug B");

    private static readonly FieldHint[] Hints =
    [
        Hint.Tag("group"), Hint.Tag("edge_node"), Hint.Tag("device"), Hint.Tag("name"), Hint.Gauge("value"), Hint.State("text"),
        Hint.State("boolean"),
        new("online", FieldRole.State), Hint.Aside("*"),
    ];

    /// <inheritdoc />
    public string Name => "sparkplug";

    /// <inheritdoc />
    public string Title => "Sparkplug B";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all) => PlanOf;

    private TopicPlan? PlanOf(SeenTopic topic)
    {
        if (topic.Level(0) != "spBv1.0" || topic.Levels.Count < 3) return null;
        if (topic.Level(1) == "STATE") return new(topic.Topic, Name) { Ignored = "states of host applications" };
        if (topic.Levels.Count < 4) return null;
        if (topic.Level(2) is "NCMD" or "DCMD") return new(topic.Topic, Name) { Ignored = "commands to devices" };
        return new("spBv1.0/+/+/+/#", Name)
        {
            Form = Form, Hints = Hints, Time = "time", Clock = "edge_node", Where = "not exists(historical)",
            Notes =
            [
                "names and types come with births: where none was heard, messages are dead letters until the node is born again",
                "metrics that a node sends of its past (historical) are left out",
            ],
        };
    }
}
