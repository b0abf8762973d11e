using EventEdge.FunctionDispatcher.Discovery.Fields;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Energy;

/// <summary>AI-on-the-edge-device: meters read by a camera, as JSON for each number beside single values.</summary>
internal sealed class AiOnTheEdgeFamily : IDeviceFamily
{
    private static readonly FlowMap Number = new() { { "type", "number" } };

    private static readonly FieldHint[] Hints =
    [
        new("value", FieldRole.Counter) { Declared = Number }, new("rate", FieldRole.Gauge) { Declared = Number },
        new("pre", FieldRole.Gauge) { Declared = Number, Alias = "reading" }, Hint.State("error"), Hint.Aside("*"),
    ];

    private static readonly Dictionary<string, FieldHint> OfDevice = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CPUtemp"] = Hint.Gauge("value", "°C"), ["wifiRSSI"] = Hint.Gauge("value", "dBm"), ["connection"] = Hint.State("value"),
        ["status"] = Hint.State("value"),
    };

    /// <inheritdoc />
    public string Name => "meter_reader";

    /// <inheritdoc />
    public string Title => "AI-on-the-edge-device";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all)
    {
        var numbers = all.Where(IsReading).Select(t => t.Head(t.Levels.Count - 1)).ToHashSet(StringComparer.Ordinal);
        var devices = all.Where(IsReading).Select(t => t.Head(t.Levels.Count - 2)).ToHashSet(StringComparer.Ordinal);
        return topic => PlanOf(topic, numbers, devices);
    }

    private TopicPlan? PlanOf(SeenTopic topic, HashSet<string> numbers, HashSet<string> devices)
    {
        var count = topic.Levels.Count;
        if (IsReading(topic)) return new($"{TopicView.Captures(count - 2)}{{number}}/json", Name)
        {
            Hints = Hints, Time = "timestamp", Notes = ["reading is what the meter shows, value what has passed the plausibility checks"],
        };
        if (numbers.Contains(topic.Head(count - 1))) return new(topic.Topic, Name) { Ignored = "value by value what json has together" };
        if (!devices.Contains(topic.Head(count - 1))) return null;
        return OfDevice.TryGetValue(topic.Level(-1), out var hint)
            ? new($"{TopicView.Captures(count - 1)}{topic.Level(-1)}", $"{Name}_{topic.Level(-1).ToLowerInvariant()}") { Hints = [hint] }
            : new(topic.Topic, Name) { Ignored = "what devices say of themselves" };
    }

    private static bool IsReading(SeenTopic topic) =>
        topic.Levels.Count >= 3 && topic.Level(-1) == "json" && topic.AllObjects(o => o.Has("value", "raw", "pre", "error", "rate"));
}
