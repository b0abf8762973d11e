using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Radio;

/// <summary>rtl_433: what radio sensors send, as JSON events with model and id; the same value by value below <c>devices</c>.</summary>
internal sealed class Rtl433Family : IDeviceFamily
{
    private static readonly FieldHint[] Hints =
    [
        Hint.Tag("model"), Hint.Tag("id"), Hint.Tag("channel"), Hint.Gauge("temperature*_C", "°C"), Hint.Gauge("temperature*_F", "°F"),
        Hint.Gauge("humidity*", "%"), Hint.Gauge("moisture", "%"), Hint.Gauge("pressure_hPa", "hPa"), Hint.Gauge("pressure_kPa", "kPa"),
        Hint.Gauge("pressure_PSI", "psi"), Hint.Gauge("wind_avg_km_h", "km/h"), Hint.Gauge("wind_max_km_h", "km/h"),
        Hint.Gauge("wind_avg_m_s", "m/s"),
        Hint.Gauge("wind_max_m_s", "m/s"), Hint.Gauge("wind_avg_mi_h", "mph"), Hint.Gauge("wind_dir_deg", "°"), Hint.Counter("rain_mm",
        "mm"), Hint.Counter("rain_in", "in"),
        Hint.Gauge("light_lux", "lx"), Hint.Gauge("uvi"), Hint.Gauge("power*_W", "W"), Hint.Counter("energy_kWh", "kWh"),
        Hint.Gauge("battery_V", "V"),
        Hint.State("battery_ok"), Hint.State("state"), Hint.State("closed"), Hint.Alarm("alarm"), Hint.Alarm("tamper"),
        Hint.Gauge("rssi", "dB"),
        Hint.Gauge("snr", "dB"), Hint.Aside("noise"), Hint.Aside("mic"), Hint.Aside("mod"), Hint.Aside("freq*"), Hint.Aside("protocol"),
        Hint.Aside("subtype"), Hint.Aside("sequence_num"), Hint.Aside("flags"),
    ];

    /// <inheritdoc />
    public string Name => "rtl_433";

    /// <inheritdoc />
    public string Title => "rtl_433";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all)
    {
        var hasEvents = all.Any(IsEvents);
        return topic => PlanOf(topic, hasEvents);
    }

    private TopicPlan? PlanOf(SeenTopic topic, bool hasEvents)
    {
        if (IsEvents(topic))
        {
            return topic is { Levels: [_, _, "events"] }
                ? new($"{topic.Level(0)}/{{receiver}}/events", Name) { Hints = Hints }
                : new(topic.Topic, Name) { Hints = Hints };
        }

        if (topic.Level(0) != Name || topic.Levels.Count < 3) return null;
        if (topic.Level(2) != "devices") return new(topic.Topic, Name) { Ignored = "what the receiver says of itself" };
        if (hasEvents) return new(topic.Topic, Name) { Ignored = "value by value what the events have together" };
        string[] parts = ["model", "channel", "id"];
        var between = Enumerable.Range(3, Math.Max(0, topic.Levels.Count - 4)).Select(i =>
            $"{{{(i - 3 < parts.Length ? parts[i - 3] : $"level{i}")}}}");
        return topic.Level(-1) is "time" or "mic" or "mod" or "protocol" or "subtype"
            ? new(topic.Topic, Name) { Ignored = "nothing to plot" }
            : new($"{Name}/{{receiver}}/devices/{string.Join('/', between)}/{{quantity}}",
                $"rtl_433_{topic.Levels.Count}")
            { Hints = [Hint.Gauge("value")], Where = "is_number(value)" };
    }

    private static bool IsEvents(SeenTopic topic) => topic.AllObjects(
        o => o.Text("model") is not null && o.Has("time")
            && (o.Has("id") || o.Has("mic") || o.Has("channel") || o.Has("battery_ok")));
}
