using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Energy;

/// <summary>OpenEVSE: a value a topic under the charger's base topic.</summary>
internal sealed class OpenEvseFamily : IDeviceFamily
{
    private static readonly Dictionary<string, FieldHint> Values = new(StringComparer.Ordinal)
    {
        ["amp"] = Hint.Scaled("value", 0.001, "A"), ["voltage"] = Hint.Gauge("value", "V"), ["power"] = Hint.Gauge("value", "W"),
        ["pilot"] = Hint.Gauge("value", "A"), ["max_current"] = Hint.Gauge("value", "A"), ["temp"] = Hint.Scaled("value", 0.1, "°C"),
        ["temp1"] = Hint.Scaled("value", 0.1, "°C"), ["temp2"] = Hint.Scaled("value", 0.1, "°C"), ["temp3"] = Hint.Scaled("value", 0.1,
        "°C"),
        ["temp4"] = Hint.Scaled("value", 0.1, "°C"), ["wh"] = Hint.Counter("value", "Wh"), ["session_energy"] = Hint.Counter("value", "Wh"),
        ["total_energy"] = Hint.Counter("value", "kWh"), ["srssi"] = Hint.Gauge("value", "dBm"), ["state"] = Hint.State("value"),
        ["status"] = Hint.State("value"), ["vehicle"] = Hint.State("value"), ["divertmode"] = Hint.State("value"),
    };

    private static readonly string[] Marks = ["amp", "pilot", "wh", "session_energy"];

    /// <inheritdoc />
    public string Name => "openevse";

    /// <inheritdoc />
    public string Title => "OpenEVSE";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all)
    {
        // The base topic can be chosen: no other device has these values side by side.
        var roots = all.Where(t => Marks.Contains(t.Level(-1))).GroupBy(t => t.Head(t.Levels.Count - 1))
            .Where(g => g.Key.Length > 0 && g.Count() > 2).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        return topic => roots.Contains(topic.Head(topic.Levels.Count - 1)) || topic.Level(0) == Name ? PlanOf(topic) : null;
    }

    private TopicPlan PlanOf(SeenTopic topic)
    {
        var last = topic.Level(-1);
        if (!Values.TryGetValue(last, out var hint) || topic.Levels.Count < 2) return new(topic.Topic,
            Name)
        { Ignored = "settings, commands and memory" };
        var root = topic.Head(topic.Levels.Count - 1);
        return new($"{root}/{last}", $"openevse_{last}")
        {
            Hints = [hint, Hint.Aside("*")],
            Notes = last == "state" ? ["0 and 1: no vehicle, 2: connected, 3: charging, 4 to 11: a fault, 254: sleeping, 255: disabled"]
                : [],
        };
    }
}
