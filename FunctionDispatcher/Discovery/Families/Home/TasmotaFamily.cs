using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Home;

/// <summary>Tasmota: <c>tele/{device}/SENSOR</c>, <c>STATE</c>, <c>LWT</c>, and <c>stat/{device}/POWER</c>, in either order of
/// levels.</summary>
internal sealed class TasmotaFamily : IDeviceFamily
{
    private static readonly FieldHint[] Sensor =
    [
        Hint.Gauge("ENERGY.Power*", "W"), Hint.Gauge("ENERGY.ApparentPower*", "VA"), Hint.Gauge("ENERGY.ReactivePower*", "var"),
        Hint.Gauge("ENERGY.Factor*"), Hint.Gauge("ENERGY.Voltage*", "V"), Hint.Gauge("ENERGY.Current*", "A"),
        Hint.Gauge("ENERGY.Frequency*", "Hz"),
        Hint.Counter("ENERGY.Total", "kWh"), Hint.Aside("ENERGY.*"), Hint.Gauge("*Humidity", "%"), Hint.Gauge("*Illuminance", "lx"),
        Hint.Gauge("*CarbonDioxide", "ppm"), Hint.Gauge("*Distance", "cm"), Hint.State("Switch*"), Hint.State("*Button*"),
        Hint.Aside("*.Id"),
        Hint.Aside("*Unit"),
    ];

    private static readonly FieldHint[] Celsius = [Hint.Gauge("*Temperature", "°C"), Hint.Gauge("*DewPoint", "°C")];

    private static readonly FieldHint[] Pascal = [Hint.Gauge("*Pressure", "hPa")];

    private static readonly FieldHint[] State =
    [
        Hint.State("POWER*"), Hint.Gauge("Dimmer", "%"), Hint.Gauge("Wifi.RSSI", "%"), Hint.Gauge("Wifi.Signal", "dBm"),
        Hint.Gauge("Vcc", "V"),
        Hint.Gauge("Heap", "kB"),
    ];

    /// <inheritdoc />
    public string Name => "tasmota";

    /// <inheritdoc />
    public string Title => "Tasmota";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all) => PlanOf;

    private TopicPlan? PlanOf(SeenTopic topic)
    {
        if (topic.Level(0) == "tasmota" && topic.Level(1) == "discovery") return new(topic.Topic,
            Name)
        { Ignored = "what devices are called" };
        var kind = topic.Levels.FirstOrDefault(l => l is "tele" or "stat" or "cmnd");
        if (kind is null || topic.Levels.Count < 3) return null;
        var last = topic.Level(-1);
        if (kind == "cmnd" && last.Length > 0 && char.IsAsciiLetterUpper(last[0])) return new(topic.Topic,
            Name)
        { Ignored = "commands to devices" };
        return (kind, last) switch
        {
            ("tele", "SENSOR") when topic.AllObjects(o => o.Has("Time")) =>
                new(Filter(topic), "tasmota_sensor") { Hints = [.. Units(topic), .. Sensor], Time = "Time" },
            ("tele", "STATE") when topic.AllObjects(o => o.Has("Time")) =>
                new(Filter(topic), "tasmota_device") { Hints = State, OnlyHinted = true, Time = "Time" },
            ("tele", "LWT") => new(Filter(topic), "tasmota_lwt") { Hints = [Hint.State("value")] },
            ("stat", _) when last.StartsWith("POWER", StringComparison.Ordinal) =>
                new(Filter(topic), $"tasmota_{last.ToLowerInvariant()}") { Hints = [Hint.State("value")] },
            ("stat", "RESULT" or "LOGGING") => new(topic.Topic, Name) { Ignored = "answers to commands" },
            _ when last.StartsWith("STATUS", StringComparison.Ordinal) || last.StartsWith("INFO", StringComparison.Ordinal) =>
                new(topic.Topic, Name) { Ignored = "what devices say of themselves" },
            _ => null,
        };
    }

    private static string Filter(SeenTopic topic)
    {
        var free = topic.Levels.Count(l => l is not ("tele" or "stat")) - 1;
        var names = TopicView.Captures(free).TrimEnd('/').Split('/');
        var next = 0;
        return string.Join('/', topic.Levels.Select((l, i) => l is "tele" or "stat" || i == topic.Levels.Count - 1 ? l : names[next++]));
    }

    // What the device is set to: without it nothing is known.
    private static IEnumerable<FieldHint> Units(SeenTopic topic)
    {
        FieldHint[] celsius = topic.AllObjects(o => o.Text("TempUnit") == "C") ? Celsius : [];
        return topic.AllObjects(o => o.Text("PressureUnit") == "hPa") ? [.. celsius, .. Pascal] : celsius;
    }
}
