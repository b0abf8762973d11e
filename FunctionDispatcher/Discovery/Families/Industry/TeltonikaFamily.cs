using EventEdge.FunctionDispatcher.Discovery.Fields;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Industry;

/// <summary>Teltonika: values of routers and gateways (<c>router/{serial}/temperature</c>), and records of trackers in a shadow.</summary>
internal sealed class TeltonikaFamily : IDeviceFamily
{
    private const string Reported = "state.reported";

    private static readonly Dictionary<string, FieldHint> Values = new(StringComparer.Ordinal)
    {
        ["temperature"] = Hint.Scaled("value", 0.1, "°C"), ["signal"] = Hint.Gauge("value", "dBm"), ["rsrp"] = Hint.Gauge("value", "dBm"),
        ["rsrq"] = Hint.Gauge("value", "dB"), ["sinr"] = Hint.Gauge("value", "dB"), ["rssi"] = Hint.Gauge("value", "dBm"),
        ["analog"] = Hint.Gauge("value"),
        ["operator"] = Hint.State("value"), ["network"] = Hint.State("value"), ["connection"] = Hint.State("value"),
        ["digital1"] = Hint.State("value"),
        ["digital2"] = Hint.State("value"), ["digital"] = Hint.State("value"), ["relay"] = Hint.State("value"),
        ["pin3"] = Hint.State("value"),
        ["pin4"] = Hint.State("value"), ["io"] = Hint.State("value"), ["wan"] = Hint.Aside("value"), ["uptime"] = Hint.Aside("value"),
        ["name"] = Hint.Aside("value"),
    };

    private static readonly FieldHint[] Tracker =
    [
        Hint.Value($"{Reported}.alt", "m") with { Alias = "altitude" }, Hint.Value($"{Reported}.ang", "°") with { Alias = "heading" },
        Hint.Value($"{Reported}.sp", "km/h") with { Alias = "speed" }, Hint.Value($"{Reported}.sat") with { Alias = "satellites" },
        Hint.State($"{Reported}.239") with { Alias = "ignition" }, Hint.State($"{Reported}.240") with { Alias = "movement" },
        new($"{Reported}.66", FieldRole.Value, "V") { Alias = "supply", Declared = new FlowMap { { "type", "number" }, { "scale",
            0.001 } } },
        new($"{Reported}.67", FieldRole.Value, "V") { Alias = "battery", Declared = new FlowMap { { "type", "number" }, { "scale",
            0.001 } } },
        Hint.Value($"{Reported}.16", "m") with { Alias = "odometer" }, Hint.Value("latitude", "°"),
        Hint.Value("longitude", "°"), Hint.Aside("*"),
    ];

    /// <inheritdoc />
    public string Name => "teltonika";

    /// <inheritdoc />
    public string Title => "Teltonika";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all) => PlanOf;

    private TopicPlan? PlanOf(SeenTopic topic)
    {
        if (topic.AllObjects(o => o.Member("state")?.Member("reported")?.Has("ts", "latlng") == true))
        {
            return new($"{TopicView.Captures(topic.Levels.Count - 1)}{topic.Level(-1)}", "teltonika_tracker")
            {
                Hints = Tracker, Time = $"{Reported}.ts",
                Set = new FlowMap
                {
                    { "latitude", $"number(split_part({Reported}.latlng, ',', 0))" }, { "longitude",
                    $"number(split_part({Reported}.latlng, ',', 1))" },
                },
            };
        }

        var type = topic.Level(0);
        if (type is not ("router" or "device")) return topic.Is("get/+/command") ? new(topic.Topic,
            Name)
        { Ignored = "commands to devices" } : null;
        if (topic.Levels.Count == 2) return new(topic.Topic, Name) { Ignored = "requests, and which devices there are" };
        if (topic.Levels.Count != 3 || !Values.TryGetValue(topic.Level(2), out var hint)) return null;
        return hint.Role == FieldRole.Aside
            ? new(topic.Topic, Name) { Ignored = "what devices say of themselves" }
            : new($"{type}/{{serial}}/{topic.Level(2)}", $"teltonika_{topic.Level(2)}") { Hints = [hint] };
    }
}
