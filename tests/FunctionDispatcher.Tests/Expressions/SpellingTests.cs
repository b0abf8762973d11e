using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Tests.Expressions;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("tumbling", "tumbling", 0)]
    [InlineData("tumblnig", "tumbling", 1)]
    [InlineData("tumbeling", "tumbling", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_slips_of_the_fingers(string left, string right, int expected)
    {
        Assert.Equal(expected, Spelling.Distance(left, right));
        Assert.Equal(expected, Spelling.Distance(right, left));
    }

    [Theory]
    [InlineData("tumblign", "tumbling")]
    [InlineData("Hopping", "hopping")]
    [InlineData("ssesion", "session")]
    [InlineData("completely_else", null)]
    [InlineData("xx", null)]
    public void Suggests_the_nearest_and_nothing_far_away(string word, string? expected) =>
        Assert.Equal(expected, Spelling.Nearest(word, ["tumbling", "hopping", "session", "count"]));
}
