using EventEdge.EdgeBridge.Mqtt.External.Subscriptions;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>
/// One connection to the broker, as far as its subscriptions go. Any call fails when the connection ends or the broker does not answer in
/// time.
/// </summary>
internal interface IBrokerSession
{
    /// <summary>Whether the broker tells by which subscriptions a message comes.</summary>
    bool HasIdentifiers { get; }

    /// <summary>Cancelled when the connection is being closed.</summary>
    CancellationToken Ending { get; }

    /// <summary>
    /// Subscribes, or replaces the options of a subscription that is there. What we publish ourselves does not come by it.
    /// </summary>
    Task<SubscribeAnswer> SubscribeAsync(PlannedSubscription wanted, CancellationToken cancellation);

    /// <summary>Unsubscribes; from nothing too.</summary>
    Task UnsubscribeAsync(string filter, CancellationToken cancellation);

    /// <summary>
    /// Sends ourselves a message and waits until it has come and is acknowledged, with everything before it: then nothing that was queued
    /// before is on its way any more. Ends as well when the broker refuses it, or when nothing at all has come for a while.
    /// </summary>
    Task PassMarkerAsync(string topic, string marker, CancellationToken cancellation);
}

/// <summary>What the broker answered to a subscription.</summary>
/// <param name="Refusal">Why it refuses; null when it does not.</param>
/// <param name="Qos">The best quality it grants.</param>
internal readonly record struct SubscribeAnswer(string? Refusal, int Qos);
