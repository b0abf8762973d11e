using EventEdge.EdgeBridge.Mqtt.Connections;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using EventEdge.EdgeBridge.Mqtt.Topics;
using MQTTnet.Packets;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Sessions;

public sealed class SubscriptionTreeTests
{
    private readonly SubscriptionTree _tree = new();

    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/B", false)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("a/+", "a/", true)]
    [InlineData("+", "/a", false)]
    [InlineData("/+", "/a", true)]
    [InlineData("+/+", "/a", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("#", "a/b/c", true)]
    [InlineData("#", "$SYS/load", false)]
    [InlineData("+/load", "$SYS/load", false)]
    [InlineData("$SYS/#", "$SYS/load", true)]
    [InlineData("$SYS/+", "$SYS/load", true)]
    [InlineData("a/+/c", "a/b/c", true)]
    [InlineData("+/b/#", "a/b", true)]
    public void A_filter_matches_as_the_standard_says(string filter, string topic, bool matches)
    {
        _tree.Put(Of(NewSession("s"), filter));
        Assert.Equal(matches, _tree.Want(topic));
    }

    [Fact]
    public void Every_session_that_matches_is_found_and_a_removed_one_is_not()
    {
        var (one, two) = (NewSession("one"), NewSession("two"));
        var first = Of(one, "a/+");
        _tree.Put(first);
        _tree.Put(Of(one, "a/#"));
        _tree.Put(Of(two, "a/b"));
        Assert.Equal(["one a/#", "one a/+", "two a/b"], Found("a/b"));
        _tree.Remove(first);
        Assert.Equal(["one a/#", "two a/b"], Found("a/b"));
    }

    [Fact]
    public void A_second_subscription_with_the_same_filter_takes_the_place_of_the_first()
    {
        var session = NewSession("one");
        _tree.Put(Of(session, "a"));
        _tree.Put(Of(session, "a"));
        Assert.Single(Found("a"));
    }

    [Fact]
    public void Each_group_of_a_shared_subscription_gets_a_message_once_its_members_in_turn()
    {
        var (one, two) = (NewSession("one"), NewSession("two"));
        foreach (var session in new[] { one, two }) _tree.Put(Of(session, "$share/g/a"));
        _tree.Put(Of(one, "$share/h/a"));
        var turns = Enumerable.Range(0, 4).Select(_ => Found("a")).ToArray();
        Assert.All(turns, found => Assert.Equal(2, found.Count));
        Assert.Equal(2, turns.Count(found => found.Contains("two $share/g/a")));
        Assert.All(turns, found => Assert.Contains("one $share/h/a", found));
    }

    [Fact]
    public void A_topic_is_wanted_while_somebody_subscribes_to_it()
    {
        var topics = new TopicCache(_tree);
        var (one, two) = (Of(NewSession("one"), "a/+"), Of(NewSession("two"), "a/#"));
        Assert.False(topics.Resolve("a/b"u8).IsWanted);
        _tree.Put(one);
        _tree.Put(two);
        Assert.True(topics.Resolve("a/b"u8).IsWanted);
        Assert.False(topics.Resolve("b"u8).IsWanted);
        _tree.Remove(one);
        Assert.True(topics.Resolve("a/b"u8).IsWanted);
        _tree.Remove(two);
        Assert.False(topics.Resolve("a/b"u8).IsWanted);
    }

    internal static Session NewSession(string clientId) =>
        new(new SessionKey(string.Empty, clientId), new SessionQueue(10, 1000, TimeProvider.System));

    internal static Subscription Of(Session session, string filter, int qos = 0)
    {
        Assert.True(TopicFilter.TryParse(filter, out var parsed));
        return new Subscription(session, parsed,
            new MqttTopicFilter { Topic = filter, QualityOfServiceLevel = (MQTTnet.Protocol.MqttQualityOfServiceLevel)qos }, 0,
            IsNew: true);
    }

    private List<string> Found(string topic)
    {
        List<Subscription> found = [];
        _tree.Match(topic, found);
        return [.. found.Select(one => $"{one.Session.ClientId} {one.Filter.Text}").Order(StringComparer.Ordinal)];
    }
}
