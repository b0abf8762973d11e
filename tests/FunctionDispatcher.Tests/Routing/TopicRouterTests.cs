using EventEdge.FunctionDispatcher.Routing;

namespace EventEdge.FunctionDispatcher.Tests.Routing;

public sealed class TopicRouterTests
{
    private static readonly TopicTrie<string> Trie = new(
    [
        new("#", "all"), new("plant/{site}/{device}", "named"), new("plant/+/d1", "plain"), new("office/#", "office"),
    ]);

    [Fact]
    public void Routes_come_in_the_order_declared_with_what_they_captured()
    {
        var routes = new TopicRouter<string>(Trie).Route("plant/north/d1").ToArray();
        Assert.Equal(["all", "named", "plain"], routes.Select(route => route.Entry.Value));
        Assert.Equal(["north", "d1"], routes[1].Captured);
        Assert.Empty(routes[2].Captured);
    }

    [Fact]
    public void A_topic_without_a_route_has_none() =>
        Assert.True(new TopicRouter<string>(new([new("a", "a")])).Route("b").IsEmpty);

    [Fact]
    public void A_topic_seen_lately_costs_no_allocation_and_gives_the_same_strings()
    {
        var router = new TopicRouter<string>(Trie);
        var first = router.Route("plant/north/d1")[1].Captured;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var again = router.Route("plant/north/d1")[1].Captured;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Same(first, again);
    }

    [Fact]
    public void A_flood_of_topics_stays_within_the_limit_and_spares_those_in_use()
    {
        var router = new TopicRouter<string>(Trie, cacheLimit: 100);
        var first = router.Route("plant/north/d1")[1].Captured;
        for (var i = 0; i < 10_000; i++)
        {
            router.Route($"flood/{i}");
            if (i % 20 == 0) Assert.Same(first, router.Route("plant/north/d1")[1].Captured);
        }

        Assert.InRange(router.CachedTopics, 1, 100);
    }

    [Fact]
    public void An_overlong_topic_is_routed_but_not_kept()
    {
        var router = new TopicRouter<string>(Trie);
        Assert.Equal("all", router.Route(new string('x', TopicRouter<string>.CachedTopicLengthLimit + 1))[0].Entry.Value);
        Assert.Equal(0, router.CachedTopics);
    }
}
