using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Payloads;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Industry;

/// <summary>SenML (RFC 8428), in JSON or CBOR, on whatever topics: each record is an event with its name and unit.</summary>
internal sealed class SenmlFamily : IDeviceFamily
{
    private static readonly SenmlProbe Probe = new();

    private static readonly FieldHint[] Hints =
    [
        Hint.Tag("name"), Hint.Tag("unit"), Hint.Gauge("value"), Hint.State("text"), Hint.State("boolean"), Hint.Counter("sum"),
        Hint.Aside("*"),
    ];

    /// <inheritdoc />
    public string Name => "senml";

    /// <inheritdoc />
    public string Title => "SenML";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all) => PlanOf;

    private TopicPlan? PlanOf(SeenTopic topic)
    {
        var samples = PayloadSamples.Of(topic.Messages);
        if (samples.Messages.Count == 0 || Probe.Probe(samples) is not { } form) return null;
        return new(string.Empty, Name) { Form = form, Hints = Hints, Time = "time", Clock = "name" };
    }
}
