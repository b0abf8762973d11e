using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.External.Subscriptions;

namespace EventEdge.EdgeBridge.Tests.Mqtt.External.Subscriptions;

public sealed class MessageSelectionTests
{
    private static readonly TopicSubscription[] Narrow = [new("a/b", 1)];
    private static readonly TopicSubscription[] Wide = [new("a/#", 1)];

    [Theory]
    [InlineData("m1")]
    [InlineData("m9")]
    [InlineData("m17")]
    public void An_edit_counts_from_its_marker_on_however_many_connections_ended_before_it_came(string marker)
    {
        var (before, after) = (PlanOf(Narrow), PlanOf(Wide));
        var selection = new MessageSelection("n");
        selection.Begin(Narrow, [before]);
        for (var n = 1; n <= 17; n++) selection.Use(Wide, after, $"m{n}");
        Assert.Equal(2, selection.PlanCount);
        Assert.Equal(Selection.Copy, Judge(selection, after));
        Assert.Equal(Selection.Take, Judge(selection, before));
        selection.Pass(marker);
        Assert.Equal(Selection.Take, Judge(selection, after));
        Assert.Equal(Selection.Copy, Judge(selection, before));
    }

    private static SubscriptionPlan PlanOf(TopicSubscription[] wanted) =>
        SubscriptionPlan.Of(wanted, identified: true, new HashSet<string>());

    private static Selection Judge(MessageSelection selection, SubscriptionPlan plan) =>
        selection.Judge(new() { Topic = "a/b", Qos = 1, Identifiers = [plan.Subscriptions[0].Identifier] }).Selection;
}
