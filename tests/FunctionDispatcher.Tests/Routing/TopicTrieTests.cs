using CsCheck;
using EventEdge.FunctionDispatcher.Routing;

namespace EventEdge.FunctionDispatcher.Tests.Routing;

public sealed class TopicTrieTests
{
    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/b/c", false)]
    [InlineData("a/b", "a", false)]
    [InlineData("a/b", "A/b", false)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a/", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("+/b", "/b", true)]
    [InlineData("+/+", "/", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("#", "a/b/c", true)]
    [InlineData("#", "a", true)]
    [InlineData("a/{site}/c", "a/b/c", true)]
    [InlineData("{site}", "a", true)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("{any}/x", "$SYS/x", false)]
    [InlineData("$SYS/#", "$SYS/x", true)]
    [InlineData("$SYS/+", "$SYS/x", true)]
    [InlineData("a/+", "a/$x", true)]
    public void A_filter_matches_as_MQTT_says(string filter, string topic, bool expected) =>
        Assert.Equal(expected, Match([filter], topic).Length == 1);

    [Fact]
    public void It_agrees_with_the_obvious_matcher_on_any_filters()
    {
        var level = Gen.OneOf("a", "b", "c", "", "$s", "aa");
        var topics = level.Array[1, 5].Select(levels => string.Join('/', levels));
        var filters = Gen.Select(
            Gen.OneOf(level, Gen.OneOf("+", "{x}")).Array[1, 5], Gen.Bool, (levels, rest) => string.Join('/', rest ? [.. levels, "#"] : levels));
        Gen.Select(filters.Array[0, 30], topics).Sample(
            (declared, topic) => Assert.Equal(
                declared.Index().Where(f => NaiveMatch(f.Item, topic)).Select(f => f.Index), Match(declared, topic)),
            iter: 20_000);
    }

    [Fact]
    public void Captures_are_slices_of_the_topic()
    {
        var matches = new List<TopicEntry<int>>();
        new TopicTrie<int>([new("plant/{site}/press/{device}/#", 7)]).Match("plant/north/press/d42/telemetry/raw", matches);
        var entry = Assert.Single(matches);
        Assert.Equal(7, entry.Value);
        Assert.Equal(["site", "device"], entry.Captures.Select(capture => capture.Name));
        Assert.Equal("north", entry.Capture("plant/north/press/d42/telemetry/raw", 0).ToString());
        Assert.Equal("d42", entry.Capture("plant/north/press/d42/telemetry/raw", 1).ToString());
    }

    [Fact]
    public void A_match_allocates_nothing_among_thousands_of_filters()
    {
        var trie = new TopicTrie<int>(Enumerable.Range(0, 5_000).Select(i => KeyValuePair.Create($"plant/{{site}}/press{i}/+/telemetry", i)));
        var matches = new List<TopicEntry<int>>(4);
        trie.Match("plant/north/press77/d/telemetry", matches);
        var before = GC.GetAllocatedBytesForCurrentThread();
        trie.Match("plant/north/press4711/d/telemetry", matches);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal([77, 4711], matches.Select(entry => entry.Value));
    }

    private static int[] Match(string[] filters, string topic)
    {
        var matches = new List<TopicEntry<int>>();
        new TopicTrie<int>(filters.Select((filter, i) => KeyValuePair.Create(filter, i))).Match(topic, matches);
        return [.. matches.Select(entry => entry.Value).Order()];
    }

    private static bool NaiveMatch(string filter, string topic)
    {
        var (wanted, levels) = (filter.Split('/'), topic.Split('/'));
        if (topic.StartsWith('$') && (wanted[0] is "+" or "#" or "{x}")) return false;
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] == "#") return true;
            if (i >= levels.Length || (wanted[i] is not ("+" or "{x}") && wanted[i] != levels[i])) return false;
        }

        return wanted.Length == levels.Length;
    }
}
