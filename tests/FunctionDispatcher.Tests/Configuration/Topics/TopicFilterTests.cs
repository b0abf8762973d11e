using CsCheck;
using EventEdge.FunctionDispatcher.Configuration.Topics;

namespace EventEdge.FunctionDispatcher.Tests.Configuration.Topics;

public sealed class TopicFilterTests
{
    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/b/c", false)]
    [InlineData("a/b/c", "a/b", false)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a/", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/{x}/c", "a/b/c", true)]
    [InlineData("a/{x}/c", "a/b/d", false)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("#", "a/b", true)]
    [InlineData("#", "$SYS/load", false)]
    [InlineData("+/load", "$SYS/load", false)]
    [InlineData("{x}/load", "$SYS/load", false)]
    [InlineData("$SYS/#", "$SYS/load", true)]
    [InlineData("a//b", "a//b", true)]
    [InlineData("/a", "/a", true)]
    [InlineData("+/a", "/a", true)]
    [InlineData("a", "", false)]
    public void Matches_as_MQTT_says(string filter, string topic, bool expected) =>
        Assert.Equal(expected, TopicFilter.Parse(filter).Matches(topic));

    [Fact]
    public void Captures_stand_where_they_were_found()
    {
        const string topic = "plant/north/press/7/telemetry";
        var filter = TopicFilter.Parse("plant/{site}/press/{device}/telemetry");
        var ranges = new Range[2];

        Assert.True(filter.TryMatch(topic, ranges));
        Assert.Equal(["site", "device"], filter.Captures);
        Assert.Equal(["north", "7"], ranges.Select(r => topic[r]));
    }

    [Fact]
    public void Subscribes_with_plain_MQTT() =>
        Assert.Equal("plant/+/press/+/#", TopicFilter.Parse("plant/{site}/press/+/#").ToMqttFilter());

    [Theory]
    [InlineData("", 0, "empty")]
    [InlineData("a/\0/b", 2, "NUL")]
    [InlineData("a/b\n", 3, "control")]
    [InlineData("a/b+/c", 3, "whole level")]
    [InlineData("a/#/c", 2, "last level")]
    [InlineData("a/b#", 3, "whole level")]
    [InlineData("a/{x", 2, "whole level")]
    [InlineData("a/x}", 3, "whole level")]
    [InlineData("a/{x}y", 2, "whole level")]
    [InlineData("a/{}", 2, "needs a name")]
    [InlineData("a/{1x}", 3, "not a name")]
    [InlineData("a/{x.y}", 3, "not a name")]
    [InlineData("a/{x}/b/{x}", 8, "twice")]
    [InlineData("$share/g/a", 0, "shared")]
    public void Refuses_with_the_place_and_a_reason(string text, int offset, string reason)
    {
        Assert.False(TopicFilter.TryParse(text, out _, out var error));
        Assert.Equal(offset, error.Offset);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_what_MQTT_cannot_carry()
    {
        Assert.False(TopicFilter.TryParse(new string('ä', TopicFilter.ByteLimit / 2 + 1), out _, out var tooLong));
        Assert.Contains("65536 bytes", tooLong.Message, StringComparison.Ordinal);
        Assert.False(TopicFilter.TryParse(new string('/', TopicFilter.LevelLimit), out _, out var tooDeep));
        Assert.Contains("129 levels", tooDeep.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alerts/{device}", true)]
    [InlineData("alerts/{device}/{device}", true)]
    [InlineData("alerts/{a.b}", true)]
    [InlineData("alerts/+", false)]
    [InlineData("alerts/#", false)]
    [InlineData("$SYS/{device}", false)]
    public void A_template_has_fields_and_no_wildcards(string text, bool good) =>
        Assert.Equal(good, TopicFilter.TryParseTemplate(text, out _, out _));

    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/c", false)]
    [InlineData("a/+", "a/{x}", true)]
    [InlineData("a/+/c", "a/b/+", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "b/#", false)]
    [InlineData("+/b", "a/#", true)]
    [InlineData("a/b", "a/b/c", false)]
    [InlineData("#", "$SYS/a", false)]
    [InlineData("$SYS/#", "$SYS/a", true)]
    public void Two_filters_intersect_when_one_topic_matches_both(string left, string right, bool expected)
    {
        Assert.Equal(expected, TopicFilter.Parse(left).Intersects(TopicFilter.Parse(right)));
        Assert.Equal(expected, TopicFilter.Parse(right).Intersects(TopicFilter.Parse(left)));
    }

    [Fact]
    public void Intersection_agrees_with_matching_every_short_topic()
    {
        string[] words = ["a", "b", "$c"];
        var topics = words.Concat(words.SelectMany(x => words.SelectMany(y => words.Select(z => $"{x}/{y}/{z}").Append($"{x}/{y}"))))
            .ToList();
        Gen.Select(Filters, Filters).Sample((left, right) =>
        {
            var common = topics.Any(t => left.Matches(t) && right.Matches(t));
            return left.Intersects(right) == common;
        });
    }

    private static Gen<TopicFilter> Filters =>
        Gen.Select(Gen.OneOf("a", "b", "$c", "+", "{x}", "#"), Gen.OneOf("a", "b", "+", "{y}", "#"), Gen.OneOf("a", "b", "+"),
            Gen.Int[1, 3])
            .Select((a, b, c, n) => string.Join('/', new[] { a, b, c }.Take(n)))
            .Where(t => TopicFilter.TryParse(t, out _, out _))
            .Select(TopicFilter.Parse);
}
