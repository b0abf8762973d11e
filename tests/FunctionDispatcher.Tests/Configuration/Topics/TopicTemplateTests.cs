using CsCheck;
using EventEdge.FunctionDispatcher.Configuration.Topics;

namespace EventEdge.FunctionDispatcher.Tests.Configuration.Topics;

public sealed class TopicTemplateTests
{
    [Fact]
    public void Names_are_filled_in()
    {
        var template = Parse("plant/{site}/alerts/{device.id}/{site}");

        Assert.True(template.TryFill(name => name == "site" ? "north" : "7", out var topic, out _));
        Assert.Equal("plant/north/alerts/7/north", topic);
        Assert.Equal(["site", "device.id", "site"], template.Names);
    }

    [Theory]
    [InlineData(null, "lacks a value for 'x'")]
    [InlineData("", "lacks a value for 'x'")]
    [InlineData("a/b", "not one level")]
    [InlineData("+", "not one level")]
    [InlineData("#", "not one level")]
    [InlineData("a\0", "not one level")]
    public void A_value_that_is_not_one_level_is_refused(string? value, string reason)
    {
        Assert.False(Parse("out/{x}").TryFill(_ => value, out _, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_cannot_lead_into_the_topics_of_the_broker()
    {
        Assert.False(Parse("{x}/load").TryFill(_ => "$SYS", out _, out _));
        Assert.True(Parse("out/{x}").TryFill(_ => "$SYS", out _, out _));
    }

    [Fact]
    public void Whatever_is_filled_in_matches_the_filter_that_loops_are_found_with() =>
        Gen.Select(Gen.OneOf("{x}", "a/{x}", "a/{x}/b", "{x}/{x}"),
            Gen.OneOf("a", "$", "/", "", "+", "ä b").Array[0, 3]).Sample((text, parts) =>
        {
            var template = Parse(text);
            return !template.TryFill(_ => string.Concat(parts), out var topic, out _) || template.Filter.Matches(topic);
        });

    private static TopicTemplate Parse(string text) =>
        TopicTemplate.TryParse(text, out var template, out var error) ? template : throw new FormatException(error.Message);
}
