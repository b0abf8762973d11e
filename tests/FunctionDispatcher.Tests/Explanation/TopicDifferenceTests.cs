using CsCheck;
using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Explanation.Words;

namespace EventEdge.FunctionDispatcher.Tests.Explanation;

public sealed class TopicDifferenceTests
{
    private static readonly Gen<string> Level = Gen.OneOf("plant", "Plant", "plnat", "press", "7", "", "telemetry", "temp");

    private static readonly Gen<string> Filter = Gen.Select(
        Gen.OneOf(Level, Gen.Const("+")).Array[1, 5], Gen.OneOf(Gen.Const("/#"), Gen.Const(string.Empty)),
        (levels, end) => string.Join('/', levels) + end)
        .Where(filter => TopicFilter.TryParse(filter, out _, out _));

    [Theory]
    [InlineData("plant/press/temp", "plant/Press/temp", "level 2 is 'Press' where the filter has 'press': case counts")]
    [InlineData("plant/press/temp", "plant/prss/temp", "level 2 is 'prss' where the filter has 'press'")]
    [InlineData("plant/{site}/press/{device}/telemetry", "plant/north/press/7", "the topic has nothing for level 5 of the filter, "
        + "telemetry")]
    [InlineData("plant/{site}/press", "plant/press", "the topic has nothing for level 2 of the filter, {site}")]
    [InlineData("plant/press", "plant/north/press", "the topic has 'north' as its level 2 beside those of the filter")]
    [InlineData("plant/press", "/plant/press", "the topic begins with '/', which makes its first level an empty one")]
    [InlineData("plant/press", "plant/press/", "the topic ends with '/', which makes its last level an empty one")]
    [InlineData("plant/+", "plant/press/", "the topic ends with '/', which makes its last level an empty one")]
    [InlineData("+/press", "$SYS/press", "a filter that begins with a wildcard or a capture matches no topic that begins with $")]
    [InlineData("a/b/c/d", "w/x/y/z", "level 1 is 'w' where the filter has 'a'; level 2 is 'x' where the filter has 'b', and 2 more "
        + "differences")]
    [InlineData("plant/#", "plnt/a/b", "level 1 is 'plnt' where the filter has 'plant'")]
    public void The_level_that_differs_is_told(string filter, string topic, string sentence) =>
        Assert.Equal(sentence, TopicDifference.Of(TopicFilter.Parse(filter), topic).Sentence);

    [Fact]
    public void Another_case_is_nearer_than_a_slip_and_that_nearer_than_another_word()
    {
        var filter = TopicFilter.Parse("plant/press");
        var costs = ((string[])["plant/PRESS", "plant/pres", "plant/x/press", "plant/oven"])
            .Select(topic => TopicDifference.Of(filter, topic).Cost).ToList();
        Assert.Equal(costs.Order(), costs);
        Assert.Equal(4, costs.Distinct().Count());
    }

    [Fact]
    public void Nothing_differs_just_where_the_topic_matches() =>
        Gen.Select(Filter, Level.Array[1, 6].Select(levels => string.Join('/', levels))).Sample(
            (filter, topic) =>
            {
                var parsed = TopicFilter.Parse(filter);
                var difference = TopicDifference.Of(parsed, topic);
                Assert.Equal(parsed.Matches(topic), difference.Cost == 0);
                Assert.Equal(parsed.Matches(topic), difference.Sentence.Length == 0);
            },
            iter: 20_000);

    [Fact]
    public void What_a_topic_hides_is_shown_as_what_it_is() =>
        Assert.DoesNotContain('\u001b', TopicDifference.Of(TopicFilter.Parse("a/b"), "a/\u001b[31mb").Sentence);

    [Fact]
    public void A_topic_of_very_many_levels_is_not_compared() =>
        Assert.Equal("the topic has 30001 levels, the filter "
            + "1", TopicDifference.Of(TopicFilter.Parse("a"), new string('/', 30_000)).Sentence);
}
