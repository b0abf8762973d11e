using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Industry;

/// <summary>OPC UA PubSub in JSON: network messages with data sets, or data sets alone; values with their quality or without.</summary>
internal sealed class OpcUaPubSubFamily : IDeviceFamily
{
    private static readonly FieldHint[] Hints =
    [
        Hint.Tag("PublisherId", "publisher"), Hint.Tag("DataSetWriterId", "writer"), Hint.Aside("Payload.*.SourceTimestamp"),
        Hint.Aside("Payload.*.ServerTimestamp"), Hint.Aside("Payload.*.StatusCode"), Hint.Aside("Payload.*.StatusCode.*"),
        Hint.Any("Payload.*.Value", "*"),
        Hint.Any("Payload.*.Body", "*"), Hint.Any("Payload.*", "*"),
    ];

    /// <inheritdoc />
    public string Name => "opcua";

    /// <inheritdoc />
    public string Title => "OPC UA PubSub (JSON)";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all) => PlanOf;

    private TopicPlan? PlanOf(SeenTopic topic)
    {
        if (topic.AllObjects(o => o.Text("MessageType") is { } type && type.StartsWith("ua-", StringComparison.Ordinal)
            && type != "ua-data"))
            return new(topic.Topic, Name) { Ignored = "descriptions of data sets and publishers" };
        var isNetwork = topic.AllObjects(o => o.Text("MessageType") == "ua-data" && o.Has("Messages"));
        if (!isNetwork && !topic.AllObjects(o => o.Has("DataSetWriterId", "Payload"))) return null;
        return new(string.Empty, Name)
        {
            Form = isNetwork
                ? new("json", "network messages of OPC UA, each data set an event") { Settings = new FlowMap { { "each", "Messages" } } }
                : new("json", "data sets of OPC UA"),
            Hints = Hints, OnlyHinted = true, Time = "Timestamp", Clock = "writer",
        };
    }
}
