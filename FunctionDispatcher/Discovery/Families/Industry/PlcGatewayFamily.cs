using System.Text.Json;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Industry;

/// <summary>Gateways to PLCs: Neuron with its values or tags, Kepware's IoT gateway, and connectors of Siemens Industrial Edge.</summary>
internal sealed class PlcGatewayFamily : IDeviceFamily
{
    private static readonly TopicPlan Neuron = new(string.Empty, "plc")
    {
        OnlyHinted = true, Time = "timestamp", Notes = ["what could not be read comes with an error, and gives nothing"],
    };

    private static readonly (Func<JsonElement, bool> Is, TopicPlan Plan)[] Forms =
    [
        (o => o.Has("node", "group", "timestamp") && o.Member("values")?.ValueKind == JsonValueKind.Object, Neuron with
        {
            Form = new("json", "readings of a PLC by their names (Neuron, values)"),
            Hints = [Hint.Tag("node", "driver"), Hint.Tag("group"), Hint.Any("values.*", "*")],
        }),
        (o => o.Has("node", "group", "timestamp") && IsListOf(o, "tags", "name"), Neuron with
        {
            Name = "plc_tags",
            Form = new("json", "a list of readings of a PLC (Neuron, tags)") { Settings = new FlowMap { { "each", "tags" } } },
            Hints = [Hint.Tag("node", "driver"), Hint.Tag("group"), Hint.Tag("name"), Hint.Any("value")],
        }),
        (o => IsListOf(o, "values", "id", "v", "t"), new(string.Empty, "plc_values")
        {
            Form = new("json", "a list of readings of a PLC (Kepware)") { Settings = new FlowMap { { "each", "values" } } },
            Hints = [Hint.Tag("id"), Hint.Any("v", "value"), Hint.Aside("q")], OnlyHinted = true, Time = "t", Clock = "id",
                Where = "not exists(q) or q = true",
            Notes = ["readings that the gateway does not trust (q is false) are left out"],
        }),
        (o => IsListOf(o, "vals", "id", "val"), new(string.Empty, "plc_vals")
        {
            Form = new("json", "a list of readings of a PLC (Siemens Industrial Edge)") { Settings = new FlowMap { { "each", "vals" } } },
            Hints = [Hint.Tag("id"), Hint.Any("val", "value"), Hint.Aside("qc")], OnlyHinted = true, Time = "ts", Clock = "id",
            Where = "not exists(qc) or qc = 3", Notes = ["readings of another quality than good (qc is not 3) are left out"],
        }),
    ];

    /// <inheritdoc />
    public string Name => "plc";

    /// <inheritdoc />
    public string Title => "PLC gateway";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all) => PlanOf;

    private TopicPlan? PlanOf(SeenTopic topic)
    {
        if (topic.AllObjects(o => o.Has("timestamp", "states") || (o.Has("connections") && o.Has("hashVersion"))))
            return new(topic.Topic, Name) { Ignored = "what the gateway says of itself" };
        foreach (var (isOf, plan) in Forms)
        {
            if (topic.AllObjects(isOf)) return plan;
        }

        return null;
    }

    private static bool IsListOf(JsonElement message, string list, params ReadOnlySpan<string> members)
    {
        if (message.Member(list) is not { ValueKind: JsonValueKind.Array } items || items.GetArrayLength() == 0) return false;
        foreach (var item in items.EnumerateArray())
        {
            if (!item.Has(members)) return false;
        }

        return true;
    }
}
