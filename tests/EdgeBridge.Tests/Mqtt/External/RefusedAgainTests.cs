using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.EdgeBridge.Mqtt.External.Subscriptions;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Mqtt.External;

/// <summary>A broker's session that keeps what the broker refuses from now on.</summary>
public sealed class RefusedAgainTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_granted_once_and_is_refused_now_does_not_stay_in_the_session(bool identifiers)
    {
        var broker = new ModelBroker(identifiers, copyForEach: true);
        var selection = new MessageSelection("n");
        var sync = new SubscriptionSync(selection, new SubscriptionFile(null, "s", NullLogger.Instance), NullLogger.Instance);
        sync.Want([new TopicSubscription("a/#", 1, "b")]);
        sync.Begin(isPresent: false, duplicates: false);
        await sync.ApplyAsync(broker, TestContext.Current.CancellationToken);
        Assert.Equal(["a/#"], broker.Filters);

        broker.Forbidden.Add("a/#");
        sync.Begin(isPresent: true, duplicates: true);
        await sync.ApplyAsync(broker, TestContext.Current.CancellationToken);
        Assert.Empty(broker.Filters);
        Assert.Equal(["a/#"], sync.Refused.Keys);

        broker.Forbidden.Clear();
        await sync.RetryAsync(broker, TestContext.Current.CancellationToken);
        Assert.Equal(["a/#"], broker.Filters);
        Assert.Empty(sync.Refused);
    }
}
