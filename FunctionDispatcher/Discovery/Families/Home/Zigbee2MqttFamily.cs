using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Home;

/// <summary>Zigbee2MQTT: a JSON object for each device under a base topic, which its bridge shows.</summary>
internal sealed class Zigbee2MqttFamily : IDeviceFamily
{
    private static readonly FieldHint[] Hints =
    [
        Hint.Gauge("temperature", "°C"), Hint.Gauge("humidity", "%"), Hint.Gauge("pressure", "hPa"), Hint.Gauge("battery", "%"),
        Hint.Gauge("soil_moisture", "%"), Hint.Gauge("co2", "ppm"), Hint.Gauge("pm25", "µg/m³"), Hint.Gauge("illuminance", "lx"),
        Hint.Gauge("illuminance_lux", "lx"), Hint.Gauge("device_temperature", "°C"), Hint.Gauge("local_temperature", "°C"),
        Hint.Gauge("occupied_heating_setpoint", "°C"), Hint.Gauge("current_heating_setpoint", "°C"), Hint.Gauge("power", "W"),
        Hint.Gauge("current", "A"), Hint.Counter("energy", "kWh"), Hint.Gauge("linkquality"), Hint.Gauge("voltage"),
        Hint.Gauge("position", "%"),
        Hint.Gauge("brightness"), Hint.Alarm("water_leak"), Hint.Alarm("smoke"), Hint.Alarm("gas"), Hint.Alarm("carbon_monoxide"),
        Hint.Alarm("tamper"), Hint.Alarm("battery_low"), Hint.State("contact"), Hint.State("occupancy"), Hint.State("presence"),
        Hint.State("vibration"), Hint.State("state"), Hint.State("state_*"), Hint.State("running_state"), Hint.State("system_mode"),
        Hint.Event("action"), Hint.Aside("update.*"), Hint.Aside("update_available"), Hint.Aside("color.*"), Hint.Aside("*_calibration"),
        Hint.Aside("*_on_behavior"), Hint.Aside("power_outage_count"), Hint.Aside("color_mode"), Hint.Aside("color_temp*"),
    ];

    /// <inheritdoc />
    public string Name => "zigbee2mqtt";

    /// <inheritdoc />
    public string Title => "Zigbee2MQTT";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all)
    {
        var roots = all.Where(IsBridge).Select(t => t.Head(t.Levels.Count - 2)).Where(r => r.Length > 0).Distinct().ToList();
        return topic => PlanOf(topic, roots.Find(r => topic.Topic.StartsWith(r + "/", StringComparison.Ordinal)));
    }

    private TopicPlan? PlanOf(SeenTopic topic, string? known)
    {
        if (known is null && !topic.AllObjects(o => o.HasNumber("linkquality"))) return null;
        // Names of devices may have slashes; without a bridge that shows it, the first level is the base topic.
        var root = known ?? topic.Level(0);
        var depth = topic.Levels.Count - root.Split('/').Length;
        if (depth < 1) return null;
        if (topic.Level(topic.Levels.Count - depth) == "bridge") return new(topic.Topic,
            Name)
        { Ignored = "what the bridge says of itself" };
        if (topic.Level(-1) is "set" or "get") return new(topic.Topic, Name) { Ignored = "commands to devices" };
        if (topic.Level(-1) == "availability")
        {
            return new($"{root}/{TopicView.Captures(depth - 1)}availability", "zigbee2mqtt_availability")
            {
                Hints = [Hint.State("state"), Hint.State("value")],
            };
        }

        return new($"{root}/{TopicView.Captures(depth)}".TrimEnd('/'), Name) { Hints = Hints, Time = "last_seen" };
    }

    private static bool IsBridge(SeenTopic topic) =>
        topic.Levels.Count >= 3 && topic.Level(-2) == "bridge" && topic.Level(-1) is "state" or "info" or "devices" or "logging";
}
