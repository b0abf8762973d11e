using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Home;

/// <summary>ESPHome: <c>{device}/sensor/{sensor}/state</c> and the like for each kind of component.</summary>
internal sealed class EspHomeFamily : IDeviceFamily
{
    private static readonly string[] Kinds =
        ["sensor", "binary_sensor", "switch", "text_sensor", "number", "select", "cover", "lock", "fan", "light", "climate", "valve"];

    /// <inheritdoc />
    public string Name => "esphome";

    /// <inheritdoc />
    public string Title => "ESPHome";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all)
    {
        var devices = all.Where(IsState).Select(t => t.Head(t.Levels.Count - 3)).ToHashSet(StringComparer.Ordinal);
        return topic => PlanOf(topic, devices);
    }

    private TopicPlan? PlanOf(SeenTopic topic, HashSet<string> devices)
    {
        var count = topic.Levels.Count;
        if (IsState(topic)) return OfState(topic, count);
        if (topic.Level(-1) is not ("status" or "debug") || count < 2 || !devices.Contains(topic.Head(count - 1))) return null;
        return topic.Level(-1) == "debug"
            ? new(topic.Topic, Name) { Ignored = "logs" }
            : new($"{TopicView.Captures(count - 1)}status", "esphome_status") { Hints = [Hint.State("value")] };
    }

    private TopicPlan OfState(SeenTopic topic, int count)
    {
        var kind = topic.Level(-3);
        var filter = $"{TopicView.Captures(count - 3)}{kind}/{{{(kind == "light" ? "light" : "sensor")}}}/state";
        var plan = new TopicPlan(filter, $"{Name}_{kind}");
        if (topic.AllObjects(_ => true)) return plan with { Hints = [Hint.State("state"), Hint.Aside("color*")] };
        return kind is "sensor" or "number"
            ? plan with
            {
                Hints = [Hint.Gauge("value")],
                Notes = ["a sensor without a reading sends nan: such messages are left out"],
                Where = "is_number(value)"
            }
            : plan with { Hints = [Hint.State("value")] };
    }

    private static bool IsState(SeenTopic topic) => topic.Level(-1) == "state" && topic.Levels.Count >= 4
        && topic.Level(0) != "homeassistant" && Kinds.Contains(topic.Level(-3));
}
