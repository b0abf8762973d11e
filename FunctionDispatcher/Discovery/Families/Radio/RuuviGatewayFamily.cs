using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Radio;

/// <summary>Ruuvi Gateway: what tags say as the bytes of their advertisement in hexadecimal digits, data format 5 (RAWv2).</summary>
internal sealed class RuuviGatewayFamily : IDeviceFamily
{
    // Flags, length, type of field and maker stand in front of the format's first byte, which is the eighth.
    private const string Format5 = "0201061BFF990405";

    private static readonly FlowMap Computed = new()
    {
        { "temperature", "signed(from_hex(substring(data, 16, 4)), 16) / 200" },
        { "humidity", "from_hex(substring(data, 20, 4)) / 400" },
        { "pressure", "(from_hex(substring(data, 24, 4)) + 50000) / 100" },
        { "acceleration_x", "signed(from_hex(substring(data, 28, 4)), 16) / 1000" },
        { "acceleration_y", "signed(from_hex(substring(data, 32, 4)), 16) / 1000" },
        { "acceleration_z", "signed(from_hex(substring(data, 36, 4)), 16) / 1000" },
        { "voltage", "(bits(from_hex(substring(data, 40, 4)), 5, 11) + 1600) / 1000" },
        { "movements", "from_hex(substring(data, 44, 2))" },
    };

    private static readonly FieldHint[] Hints =
    [
        Hint.Gauge("temperature", "°C"), Hint.Gauge("humidity", "%"), Hint.Gauge("pressure", "hPa"), Hint.Gauge("acceleration_*", "g"),
        Hint.Gauge("voltage", "V"), Hint.Gauge("rssi", "dBm"), Hint.Counter("movements"),
    ];

    private const string Invalid = "a value that a tag does not have is the least or greatest of its range, such as -163.84 °C";

    // As the gateway decodes it where it is told to.
    private static readonly FieldHint[] Decoded =
    [
        Hint.Gauge("temperature", "°C"), Hint.Gauge("humidity", "%"), Hint.Gauge("pressure", "Pa"), Hint.Gauge("accelX", "g"),
        Hint.Gauge("accelY", "g"),
        Hint.Gauge("accelZ", "g"), Hint.Gauge("voltage", "V"), Hint.Gauge("rssi", "dBm"), Hint.Counter("movementCounter"),
        Hint.Gauge("CO2", "ppm"),
        Hint.Gauge("PM2.5", "µg/m³"),
    ];

    /// <inheritdoc />
    public string Name => "ruuvi";

    /// <inheritdoc />
    public string Title => "Ruuvi Gateway";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all) => PlanOf;

    private TopicPlan? PlanOf(SeenTopic topic)
    {
        if (topic.Levels.Count < 3) return null;
        var root = topic.Head(topic.Levels.Count - 2);
        if (topic.Level(-1) == "gw_status") return new($"{root}/{{gateway}}/gw_status",
            "ruuvi_gateway")
        { Hints = [Hint.State("state")], OnlyHinted = true, HasNoTime = true };
        if (!topic.AllObjects(o => o.Has("gw_mac", "rssi"))) return null;
        var plan = new TopicPlan($"{root}/{{gateway}}/{{tag}}", Name) { OnlyHinted = true, Time = "ts" };
        if (topic.AllObjects(o => o.Text("data")?.StartsWith(Format5, StringComparison.OrdinalIgnoreCase) == true))
            return plan with { Set = Computed, Where = $"starts_with(upper(data), '{Format5}')", Hints = Hints, Notes = [Invalid] };
        if (topic.AllObjects(o => o.HasNumber("temperature"))) return plan with { Hints = Decoded };
        return new($"{root}/{{gateway}}/{topic.Level(-1)}",
            Name)
        { Ignored = "advertisements in another format than Ruuvi's data format 5" };
    }
}
