using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Energy;

/// <summary>evcc: a value a topic for the site, its load points and vehicles, at any depth.</summary>
internal sealed partial class EvccFamily : IDeviceFamily
{
    private const string Counted = "([Ee]nergy|Import)$";

    private static readonly string[] Parts = ["site", "loadpoints", "vehicles"];

    /// <inheritdoc />
    public string Name => "evcc";

    /// <inheritdoc />
    public string Title => "evcc";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all)
    {
        var root = all.Where(t => t.Levels.Count > 2 && t.Level(-3) == "loadpoints" && t.Level(-1) == "chargePower").Select(t =>
            t.Head(t.Levels.Count - 3))
            .FirstOrDefault() ?? Name;
        return topic => topic.Topic.StartsWith(root + "/", StringComparison.Ordinal) ? PlanOf(topic, root) : null;
    }

    private TopicPlan PlanOf(SeenTopic topic, string root)
    {
        var at = root.Split('/').Length;
        if (topic.Level(-1) == "set") return new(topic.Topic, Name) { Ignored = "commands" };
        if (topic.Levels.Count == at + 1 && topic.Level(at) == "status") return new(topic.Topic,
            "evcc_status")
        { Hints = [Hint.State("value")] };
        var part = topic.Level(at);
        var isOne = part != "site";
        if (!Parts.Contains(part) || topic.Levels.Count < at + (isOne ? 3 : 2)) return new(topic.Topic,
            Name)
        { Ignored = "what evcc says of itself" };
        var one = part[..^1];
        var before = isOne ? $"{root}/{part}/[^/]+/" : $"{root}/site/";
        var isCounted = Counter().IsMatch(topic.Topic);
        return new(isOne ? $"{root}/{part}/{{{one}}}/#" : $"{root}/site/#",
            $"evcc_{(isOne ? one : part)}{(isCounted ? "_counter" : string.Empty)}")
        {
            Set = new FlowMap { { "property", $"extract(topic(), '^{before}(.+)$', 1)" } }, Tags = ["property"],
            Where = $"{(isCounted ? string.Empty : "not ")}matches(property, '{Counted}')",
            Hints = isCounted ? [Hint.Counter("value")] : [Hint.Any("value")],
            Notes = ["power in W, energy in Wh (that of meters in kWh), state of charge in %, durations in ns or s"],
        };
    }

    [GeneratedRegex(Counted)]
    private static partial Regex Counter();
}
