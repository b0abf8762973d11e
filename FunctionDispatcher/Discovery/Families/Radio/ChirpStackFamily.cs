using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Radio;

/// <summary>ChirpStack, versions 3 and 4: uplinks of LoRaWAN devices with what their codec made of them.</summary>
internal sealed class ChirpStackFamily : IDeviceFamily
{
    private static readonly FieldHint[] Uplink =
    [
        Hint.Any("object.*", "*"), Hint.Gauge("rxInfo.0.rssi", "dBm") with { Alias = "rssi" }, Hint.Gauge("rxInfo.0.snr",
        "dB") with { Alias = "snr" },
        Hint.Gauge("rxInfo.0.loRaSNR", "dB") with { Alias = "snr" },
    ];

    private static readonly FieldHint[] Status =
        [Hint.Gauge("batteryLevel", "%"), Hint.Gauge("margin", "dB"), Hint.State("externalPowerSource")];

    /// <inheritdoc />
    public string Name => "chirpstack";

    /// <inheritdoc />
    public string Title => "ChirpStack";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all) => PlanOf;

    private TopicPlan? PlanOf(SeenTopic topic)
    {
        // A prefix may stand before it.
        var at = topic.Levels.ToList().IndexOf("application");
        if (at < 0 || topic.Levels.Count < at + 5 || topic.Level(at + 2) != "device") return null;
        var prefix = string.Concat(topic.Levels.Take(at).Select(l => $"{l}/"));
        var way = topic.Level(at + 4) is "event" ? "event/" : string.Empty;
        var kind = topic.Level(-1);
        var filter = $"{prefix}application/{{application}}/device/{{device}}/{way}{kind}";
        return kind switch
        {
            "up" or "rx" => new(filter, "lorawan") { Hints = Uplink, OnlyHinted = true, Time = TimeOf(topic), Notes = Notes(topic) },
            "status" => new(filter, "lorawan_status") { Hints = Status, OnlyHinted = true, Time = "time" },
            _ => new(topic.Topic, Name) { Ignored = "joins, acknowledgements, logs and commands" },
        };
    }

    // Version 3 has the time of a gateway with a clock only.
    private static string TimeOf(SeenTopic topic) => topic.AllObjects(o => o.Has("time")) ? "time" : "rxInfo.0.time";

    private static string[] Notes(SeenTopic topic) => topic.AllObjects(o => o.Member("object") is not null)
        ? []
        : ["some devices have no codec: decode: bytes reads the field data (base64) with a layout of yours"];
}
