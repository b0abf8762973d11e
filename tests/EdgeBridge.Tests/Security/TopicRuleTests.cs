using System.Text.RegularExpressions;
using CsCheck;
using EventEdge.EdgeBridge.Security;

namespace EventEdge.EdgeBridge.Tests.Security;

public sealed class TopicRuleTests
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
    public void A_rule_covers_what_lies_inside_it_and_nothing_else(string allowed, string asked, bool covered) =>
        Assert.Equal(covered, TopicRule.Covers(allowed, asked));

    [Fact]
    public void For_topic_names_the_answer_is_what_mqtt_calls_a_match() =>
        Gen.Select(Filter, Topic).Sample((filter, topic) => TopicRule.Covers(filter, topic) == Matches(filter, topic));

    [Fact]
    public void Whatever_a_covered_filter_matches_the_rule_matches_too() =>
        Gen.Select(Filter, Filter, Topic).Where((allowed, asked, _) => TopicRule.Covers(allowed, asked)).Sample((allowed, asked, topic) =>
            !Matches(asked, topic) || Matches(allowed, topic));

    [Theory]
    [InlineData("a/+/b/#", true)]
    [InlineData("#", true)]
    [InlineData("/", true)]
    [InlineData("", false)]
    [InlineData("a#", false)]
    [InlineData("a/#/b", false)]
    [InlineData("a/b+", false)]
    [InlineData("a\0", false)]
    public void A_filter_is_legal_or_it_is_not(string filter, bool legal) => Assert.Equal(legal, TopicRule.IsFilter(filter));

    /// <summary>MQTT 5 §4.7 as a regular expression.</summary>
    private static bool Matches(string filter, string topic)
    {
        if (topic[0] == '$' && filter is ['+' or '#', ..]) return false;
        var pattern = Regex.Escape(filter).Replace(@"\+", "[^/]*", StringComparison.Ordinal).Replace(@"\#", "#", StringComparison.Ordinal);
        pattern = pattern == "#" ? ".*" : pattern.EndsWith("/#", StringComparison.Ordinal) ? pattern[..^2] + "(/.*)?" : pattern;
        return Regex.IsMatch(topic, $"^{pattern}$");
    }
}
