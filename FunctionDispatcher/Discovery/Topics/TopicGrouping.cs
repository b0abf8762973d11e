using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Discovery.Fields;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Topics;

/// <summary>
/// Finds what varies in the topics of unknown devices: levels under which the same things stand become captures. From the left to the
/// right; a level of which only one value was seen is a capture where that looks like the name of one device among many.
/// </summary>
internal static partial class TopicGrouping
{
    /// <summary>Most quantities that have a binding each; more of them share one, with the quantity as a tag.</summary>
    private const int QuantityLimit = 12;

    /// <summary>The groups.</summary>
    public static IReadOnlyList<TopicGroup> Of(IReadOnlyList<TopicShape> topics)
    {
        var groups = new List<TopicGroup>();
        foreach (var depth in topics.GroupBy(t => t.Topic.Levels.Count).OrderBy(g => g.Key)) Split([.. depth], [], groups);
        return groups;
    }

    private static void Split(List<TopicShape> topics, List<PatternLevel> before, List<TopicGroup> groups)
    {
        var index = before.Count;
        if (index == topics[0].Topic.Levels.Count)
        {
            groups.Add(GroupOf(topics, before));
            return;
        }

        foreach (var cluster in Clusters(topics, index))
        {
            if (IsVariable(cluster, index)) Split([.. cluster.SelectMany(b => b.Topics)], [.. before,
                PatternLevel.Capture([.. cluster.Select(b => b.Text)])], groups);
            else foreach (var branch in cluster) Split(branch.Topics, [.. before, PatternLevel.Literal(branch.Text)], groups);
        }
    }

    private static TopicGroup GroupOf(List<TopicShape> topics, List<PatternLevel> levels)
    {
        var (filter, name, lone) = PatternNames.Of(levels, topics[0].Fields);
        var plan = topics[0].Plan is { } known
            ? known with { Filter = filter, Form = topics[0].Form }
            : new TopicPlan(filter, name) { Form = topics[0].Form };
        if (lone.Count > 0 && topics.Count == 1)
            plan = plan with
            {
                Notes = [.. plan.Notes,
                $"only one {string.Join(" and ", lone)} was seen: that others have the same topics is a guess"]
            };
        return new(plan, [.. topics.Select(t => t.Topic)]);
    }

    // Branches under which the same stands, together.
    private static List<List<Branch>> Clusters(List<TopicShape> topics, int index)
    {
        var clusters = new List<List<Branch>>();
        foreach (var group in topics.GroupBy(t => t.Topic.Levels[index]))
        {
            var branch = new Branch(group.Key, [.. group], index);
            if (clusters.Find(c => c.Exists(b => b.IsLike(branch))) is { } cluster) cluster.Add(branch);
            else clusters.Add([branch]);
        }

        return clusters;
    }

    private static bool IsVariable(List<Branch> cluster, int index)
    {
        if (cluster.Count == 1) return index > 0 && IsIdentifier(cluster[0].Text);
        // The first level says whose the topics are: only a row of names is one device each.
        if (index == 0) return cluster.Count >= 3 || cluster.TrueForAll(b => IsIdentifier(b.Text));
        if (!cluster[0].IsLeaf || !cluster[0].Topics[0].IsValue) return true;
        var quantities = cluster.Count(b => Quantities.IsKnown(b.Text) || Quantities.IsState(b.Text) || Quantities.IsAlarm(b.Text));
        return quantities < 2 && !(quantities == 1 && cluster.Count <= 3) || cluster.Count > QuantityLimit;
    }

    /// <summary>Whether a text looks like the name of one among many: with a number in it, or a long hexadecimal one.</summary>
    public static bool IsIdentifier(string text) =>
        !Quantities.IsKnown(text) && !Version().IsMatch(text) && (text.Any(char.IsAsciiDigit) || Hexadecimal().IsMatch(text));

    [GeneratedRegex(@"\Av\d+(\.\d+)*\z", RegexOptions.IgnoreCase)]
    private static partial Regex Version();

    [GeneratedRegex(@"\A[0-9a-fA-F]{8,}\z")]
    private static partial Regex Hexadecimal();

    /// <summary>What stands under one value of a level.</summary>
    private sealed class Branch(string text, List<TopicShape> topics, int index)
    {
        private readonly HashSet<string> _ends = topics.Select(t => $"{End(t, index)} {t.Kind}").ToHashSet(StringComparer.Ordinal);

        public string Text => text;

        public List<TopicShape> Topics => topics;

        public bool IsLeaf => topics[0].Topic.Levels.Count == index + 1;

        public bool IsLike(Branch other)
        {
            if (IsLeaf) return Topics[0].IsLike(other.Topics[0]);
            var shared = _ends.Count(other._ends.Contains);
            if (shared * 2 < Math.Min(_ends.Count, other._ends.Count) || shared == 0) return false;
            return topics.Exists(t => other.Topics.Exists(t.IsLike));
        }

        private static string End(TopicShape topic, int index) => topic.Topic.Levels.Count == index + 1
            || IsIdentifier(topic.Topic.Levels[^1])
            ? "*"
            : topic.Topic.Levels[^1];
    }
}
