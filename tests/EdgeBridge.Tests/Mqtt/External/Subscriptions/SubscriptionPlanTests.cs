using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.External.Subscriptions;

namespace EventEdge.EdgeBridge.Tests.Mqtt.External.Subscriptions;

/// <summary>What is subscribed for what the bindings want.</summary>
public sealed class SubscriptionPlanTests
{
    private static readonly HashSet<string> NoneRefused = [];

    [Fact]
    public void What_another_filter_covers_is_not_subscribed() =>
        Assert.Equal(["plant/#"], Filters(identified: true, "plant/+/t", "plant/#"));

    [Fact]
    public void Filters_that_overlap_without_one_covering_the_other_stay_apart_where_identifiers_tell_them() =>
        Assert.Equal(["plant/+/t", "plant/d1/#"], Filters(identified: true, "plant/d1/#", "plant/+/t"));

    [Fact]
    public void Where_nothing_tells_them_they_are_joined_until_no_two_overlap() =>
        Assert.Equal(["other", "plant/+/#"], Filters(identified: false, "plant/d1/#", "plant/+/t", "other").Order());

    [Fact]
    public void A_join_that_the_broker_refuses_is_not_made() => Assert.Equal(
        ["plant/+/t", "plant/d1/#"],
        SubscriptionPlan.Of([new("plant/d1/#", 1), new("plant/+/t", 1)], identified: false,
            new HashSet<string> { "plant/+/#" }).Subscriptions.Select(one => one.Filter));

    [Fact]
    public void What_a_refused_filter_covered_is_subscribed_itself() => Assert.Equal(
        ["plant/+/t"],
        SubscriptionPlan.Of([new("plant/#", 1), new("plant/+/t", 1)], identified: true,
            new HashSet<string> { "plant/#" }).Subscriptions.Select(one => one.Filter));

    [Fact]
    public void A_subscription_has_the_best_quality_that_any_binding_asks_for_on_its_topics() => Assert.Equal(
        [("a/+", 2), ("b", 0)],
        SubscriptionPlan.Of([new("a/+", 0), new("a/x", 2), new("b", 0)], identified: true, NoneRefused).Subscriptions.Select(
            one => (one.Filter, one.Qos)));

    [Fact]
    public void An_identifier_belongs_to_its_filter_in_every_plan()
    {
        var alone = SubscriptionPlan.Of([new("a/b", 1)], identified: true, NoneRefused).Subscriptions[0];
        var among = SubscriptionPlan.Of([new("a/b", 1), new("+/c", 1)], identified: true, NoneRefused).Subscriptions;
        Assert.Contains(alone, among);
        Assert.Equal(2, among.Select(one => one.Identifier).Distinct().Count());
    }

    private static IEnumerable<string> Filters(bool identified, params string[] wanted) =>
        SubscriptionPlan.Of([.. wanted.Select(filter => new TopicSubscription(filter, 1))], identified,
            NoneRefused).Subscriptions.Select(one => one.Filter);
}
