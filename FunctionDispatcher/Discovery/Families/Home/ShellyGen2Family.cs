using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Home;

/// <summary>Shelly since the second generation: the status of each component as JSON, or notifications of RPC where that is switched
/// off.</summary>
internal sealed partial class ShellyGen2Family : IDeviceFamily
{
    private static readonly FieldHint[] Status =
    [
        Hint.Gauge("*apower", "W"), Hint.Gauge("*act_power", "W"), Hint.Gauge("*aprt_power", "VA"), Hint.Gauge("*voltage", "V"),
        Hint.Gauge("*current", "A"),
        Hint.Gauge("*freq", "Hz"), Hint.Gauge("*pf"), Hint.Gauge("*tC", "°C"), Hint.Aside("*tF"), Hint.Gauge("*rh", "%"),
        Hint.Counter("*aenergy.total", "Wh"), Hint.Counter("*ret_aenergy.total", "Wh"), Hint.Counter("*total_act_energy", "Wh"),
        Hint.Counter("*total_act_ret_energy", "Wh"), Hint.Counter("*total_act", "Wh"), Hint.Counter("*total_act_ret", "Wh"),
        Hint.Gauge("*battery.percent", "%"), Hint.Gauge("*battery.V", "V"), Hint.Gauge("*lux", "lx"), Hint.Gauge("*current_pos", "%"),
        Hint.Gauge("*brightness", "%"), Hint.State("*output"), Hint.State("*state"), Hint.Alarm("*alarm"), Hint.Alarm("*flood"),
        Hint.Aside("*"),
    ];

    /// <inheritdoc />
    public string Name => "shelly_status";

    /// <inheritdoc />
    public string Title => "Shelly (second generation and later)";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all)
    {
        var withStatus = all.Where(IsStatus).Select(Prefix).ToHashSet(StringComparer.Ordinal);
        var devices = all.Where(IsNotification).Select(Prefix).Concat(withStatus).ToHashSet(StringComparer.Ordinal);
        return topic => PlanOf(topic, devices, withStatus);
    }

    private TopicPlan? PlanOf(SeenTopic topic, HashSet<string> devices, HashSet<string> withStatus)
    {
        var count = topic.Levels.Count;
        if (topic.Level(-1) == "online" && devices.Contains(topic.Head(count - 1)))
            return new($"{TopicView.Captures(count - 1)}online", "shelly_online") { Hints = [Hint.State("value")] };
        if (count < 3 || !devices.Contains(Prefix(topic))) return null;
        if (topic.Level(-2) == "status")
        {
            return IsStatus(topic)
                ? new($"{TopicView.Captures(count - 2)}status/{{component}}", Name) { Hints = Status, HasNoTime = true }
                : new(topic.Topic, Name) { Ignored = "what devices say of themselves" };
        }

        if (!IsNotification(topic)) return null;
        return withStatus.Contains(Prefix(topic))
            ? new(topic.Topic, Name) { Ignored = "notifications; the status of each component has the same readings" }
            : new($"{TopicView.Captures(count - 2)}events/rpc", "shelly_rpc")
            {
                Where = "method in ['NotifyStatus', 'NotifyFullStatus']", Time = "params.ts",
                Hints = [.. Status.Select(h => h with { Pattern = $"params.{h.Pattern}", Alias = h.Pattern == "*" ? null
                    : $"*{h.Pattern[1..]}" })],
            };
    }

    private static string Prefix(SeenTopic topic) => topic.Head(topic.Levels.Count - 2);

    private static bool IsStatus(SeenTopic topic) => topic.Levels.Count >= 3 && topic.Level(-2) == "status"
        && Component().IsMatch(topic.Level(-1)) && topic.AllObjects(o => o.HasNumber("id"));

    private static bool IsNotification(SeenTopic topic) => topic.Levels.Count >= 3 && topic.Level(-2) == "events"
        && topic.Level(-1) == "rpc" && topic.AllObjects(o => o.Has("src", "method", "params"));

    [GeneratedRegex(@"\A[a-z][a-z0-9]*:\d+\z")]
    private static partial Regex Component();
}
