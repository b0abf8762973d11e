using System.Text.RegularExpressions;
using CsCheck;
using EventEdge.EdgeBridge.Mqtt.Topics;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Topics;

public sealed class FilterRelationTests
{
    private static readonly string[] Levels = ["a", "b", "", "$s", "+", "+"];
    private static readonly Gen<string> Level = Gen.Int[0, 3].Select(one => Levels[one]);
    private static readonly Gen<string> FilterLevel = Gen.Int[0, 5].Select(one => Levels[one]);

    private static readonly Gen<string> Topic = Level.Array[1, 4].Select(levels => string.Join('/', levels))
        .Where(topic => topic.Length > 0);

    private static readonly Gen<string> Filter =
        from levels in FilterLevel.Array[0, 4]
        from all in Gen.Bool
        select string.Join('/', all || levels.Length == 0 ? [.. levels, "#"] : levels);

    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("+", "a", true)]
    [InlineData("+", "/a", false)]
    [InlineData("+/+", "/a", true)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("$SYS/#", "$SYS/x", true)]
    [InlineData("a/+", "a/+", true)]
    [InlineData("a/b", "a/+", false)]
    [InlineData("a/+", "a/#", false)]
    [InlineData("a/#", "a/+/b", true)]
    [InlineData("a/#", "a/#", true)]
    [InlineData("a/#", "#", false)]
    [InlineData("#", "#", true)]
    [InlineData("A", "a", false)]
    [InlineData("a", "a/b", false)]
    [InlineData("+/#", "a", true)]
    [InlineData("$SYS/#", "#", false)]
    [InlineData("$SYS/#", "+/x", false)]
    public void A_filter_covers_what_lies_inside_it_and_nothing_else(string allowed, string asked, bool covered) =>
        Assert.Equal(covered, FilterRelation.Covers(allowed, asked));

    [Fact]
    public void For_topic_names_the_answer_is_what_mqtt_calls_a_match() =>
        Gen.Select(Filter, Topic).Sample((filter, topic) => FilterRelation.Covers(filter, topic) == Matches(filter, topic));

    [Fact]
    public void Whatever_a_covered_filter_matches_the_covering_one_matches_too() =>
        Gen.Select(Filter, Filter, Topic).Where((allowed, asked, _) => FilterRelation.Covers(allowed, asked))
            .Sample((allowed, asked, topic) => !Matches(asked, topic) || Matches(allowed, topic));

    [Theory]
    [InlineData("a/+/c", "a/b/+", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("+/x", "a/#", true)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("a/b", "a/c", false)]
    [InlineData("+/load", "$SYS/load", false)]
    [InlineData("a", "a/b", false)]
    public void Two_filters_overlap(string left, string right, bool overlap)
    {
        Assert.Equal(overlap, FilterRelation.Overlap(left, right));
        Assert.Equal(overlap, FilterRelation.Overlap(right, left));
    }

    [Fact]
    public void Filters_that_match_one_topic_overlap_and_their_join_covers_both() =>
        Gen.Select(Topic, Gen.Int[0, 8].Array[4], Gen.Int[0, 8].Array[4]).Sample((topic, draws, others) =>
        {
            var (one, other) = (Widened(topic, draws), Widened(topic, others));
            Assert.True(Matches(one, topic) && Matches(other, topic), $"{one} and {other} for {topic}");
            Assert.True(FilterRelation.Overlap(one, other), $"{one} and {other}");
            var joined = FilterRelation.Join(one, other);
            Assert.True(FilterRelation.Covers(joined, one) && FilterRelation.Covers(joined, other), $"{joined} over {one} and {other}");
        });

    [Fact]
    public void Filters_that_do_not_overlap_match_no_topic_together() =>
        Gen.Select(Filter, Filter, Topic).Where((one, other, _) => !FilterRelation.Overlap(one, other))
            .Sample((one, other, topic) => !Matches(one, topic) || !Matches(other, topic));

    [Theory]
    [InlineData("a/+/b/#", true)]
    [InlineData("#", true)]
    [InlineData("/", true)]
    [InlineData("", false)]
    [InlineData("a#", false)]
    [InlineData("a/#/b", false)]
    [InlineData("a/b+", false)]
    [InlineData("a\0", false)]
    public void A_filter_is_legal_or_it_is_not(string filter, bool legal) => Assert.Equal(legal, TopicFilter.IsValid(filter));

    /// <summary>A filter that matches the topic: some levels are +, and from one on all are #.</summary>
    private static string Widened(string topic, int[] draws)
    {
        var levels = topic.Split('/').ToList();
        for (var at = topic[0] == '$' ? 1 : 0; at < levels.Count; at++)
        {
            if (draws[at] == 0) return string.Join('/', [.. levels[..at], "#"]);
            if (draws[at] < 4) levels[at] = "+";
        }

        return string.Join('/', levels);
    }

    /// <summary>MQTT 5 §4.7 as a regular expression.</summary>
    private static bool Matches(string filter, string topic)
    {
        if (topic[0] == '$' && filter is ['+' or '#', ..]) return false;
        var pattern = Regex.Escape(filter).Replace(@"\+", "[^/]*", StringComparison.Ordinal).Replace(@"\#", "#", StringComparison.Ordinal);
        pattern = pattern == "#" ? ".*" : pattern.EndsWith("/#", StringComparison.Ordinal) ? pattern[..^2] + "(/.*)?" : pattern;
        return Regex.IsMatch(topic, $"^{pattern}$");
    }
}
