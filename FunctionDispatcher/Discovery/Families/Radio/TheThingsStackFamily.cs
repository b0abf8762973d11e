using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Radio;

/// <summary>The Things Stack, version 3: uplinks of LoRaWAN devices with what their payload formatter made of them.</summary>
internal sealed class TheThingsStackFamily : IDeviceFamily
{
    private static readonly FieldHint[] Hints =
    [
        Hint.Any("uplink_message.decoded_payload.*", "*"), Hint.Gauge("uplink_message.rx_metadata.0.rssi", "dBm") with { Alias = "rssi" },
        Hint.Gauge("uplink_message.rx_metadata.0.snr", "dB") with { Alias = "snr" },
    ];

    /// <inheritdoc />
    public string Name => "the_things_stack";

    /// <inheritdoc />
    public string Title => "The Things Stack";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all) => PlanOf;

    private TopicPlan? PlanOf(SeenTopic topic)
    {
        if (!topic.Is("v3/+/devices/+/#")) return null;
        if (topic.Level(4) != "up" || topic.Levels.Count != 5) return new(topic.Topic,
            Name)
        { Ignored = "joins, downlinks and service data" };
        var isDecoded = topic.AllObjects(o => o.Member("uplink_message")?.Has("decoded_payload") == true);
        return new("v3/{application}/devices/{device}/up", "lorawan")
        {
            Hints = Hints, OnlyHinted = true, Time = "uplink_message.received_at", Notes = isDecoded ? [] : [Undecoded],
        };
    }

    private const string Undecoded =
        "some devices have no payload formatter: decode: bytes reads uplink_message.frm_payload (base64) with a layout of yours";
}
