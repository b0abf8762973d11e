using System.Text;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Home;

/// <summary>The Homie convention, versions 3 to 5: <c>homie/{device}/{part}/{property}</c>, and descriptions whose topics begin with
/// <c>$</c>.</summary>
internal sealed class HomieFamily : IDeviceFamily
{
    private const int ShownUnits = 8;

    /// <inheritdoc />
    public string Name => "homie";

    /// <inheritdoc />
    public string Title => "Homie";

    /// <inheritdoc />
    public Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all)
    {
        // The longer first: homie/5 of version 5 begins with homie of the others.
        var roots = all.Select(RootOf).OfType<string>().Distinct().OrderByDescending(r => r.Length)
            .Select(r => (Root: r, Units: UnitsOf(all, r))).ToList();
        return topic => roots.Find(r => topic.Topic.StartsWith(r.Root + "/", StringComparison.Ordinal)) is ({ } root, { } units)
            ? PlanOf(topic, root, units) : null;
    }

    private TopicPlan PlanOf(SeenTopic topic, string root, string units)
    {
        var depth = topic.Levels.Count - root.Split('/').Length;
        if (topic.Level(-1) == "set") return new(topic.Topic, Name) { Ignored = "commands to devices" };
        if (depth == 2 && topic.Level(-1) == "$state")
            return new($"{root}/{{device}}/$state", "homie_state") { Hints = [Hint.State("value")] };
        if (topic.Levels.Skip(topic.Levels.Count - depth).Any(l => l.StartsWith('$')) || depth != 3)
            return new(topic.Topic, Name) { Ignored = "descriptions of devices" };
        return new($"{root}/{{device}}/{{part}}/{{property}}", Name)
        {
            // A part describes itself at the same depth.
            Where = "not starts_with(property, '$')",
            Notes = units.Length > 0 ? [$"units: {units}"] : [],
        };
    }

    // Version 5 has its number in the topic and one description; the others describe themselves attribute by attribute.
    private static string? RootOf(SeenTopic topic) => topic.Level(-1) switch
    {
        "$homie" when topic.Levels.Count >= 3 => topic.Head(topic.Levels.Count - 2),
        "$description" when topic.Levels.Count >= 4 && topic.Level(-3) == "5" => topic.Head(topic.Levels.Count - 2),
        _ => null,
    };

    private static string UnitsOf(IReadOnlyList<SeenTopic> all, string root)
    {
        var under = all.Where(t => t.Topic.StartsWith(root + "/", StringComparison.Ordinal) && t.Messages.Count > 0).ToList();
        var units = under.Where(t => t.Level(-1) == "$unit")
            .Select(t => $"{t.Level(-2)} {Encoding.UTF8.GetString(t.Messages[^1].Payload.Span)}")
            .Concat(under.Where(t => t.Level(-1) == "$description").SelectMany(t => HomieDescription.UnitsOf(t.Messages[^1].Payload)))
            .Distinct().ToList();
        return $"{string.Join(", ", units.Take(ShownUnits))}{(units.Count > ShownUnits ? ", …" : string.Empty)}";
    }
}
