using EventEdge.EdgeBridge.Clock;
using EventEdge.EdgeBridge.Mqtt.Retained;

namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>A session as it is on disk.</summary>
/// <param name="Key">Whose it is.</param>
/// <param name="Expiry">How long it is kept without a connection.</param>
/// <param name="AwaySince">Since when it has none, by the clock as it stood at <see cref="Saved"/>; null when that was not written down, as
/// after a crash.</param>
/// <param name="Subscriptions">What it is subscribed to.</param>
/// <param name="Waiting">What its client has still to get, in that order; none after a crash.</param>
internal sealed record PersistedSession(
    SessionKey Key, TimeSpan Expiry, DateTimeOffset? AwaySince, IReadOnlyList<PersistedSubscription> Subscriptions,
    IReadOnlyList<PersistedDelivery> Waiting)
{
    /// <summary>The will that waits for its delay to pass; null without.</summary>
    public PersistedWill? Will { get; init; }

    /// <summary>When it was saved; null in a file of a version that did not write that down.</summary>
    public DateTimeOffset? Saved { get; init; }

    /// <summary>How long its client has been away.</summary>
    public TimeSpan AwayFor(DateTimeOffset now) => AwaySince is not { } since ? TimeSpan.Zero
        : Saved is { } saved ? saved - since + SavedTime.Between(saved, now)
        : SavedTime.Between(since, now);
}

/// <summary>A subscription as it is on disk.</summary>
/// <param name="Filter">As sent.</param>
/// <param name="Options">The options byte of MQTT 5 §3.8.3.1.</param>
/// <param name="Identifier">Its identifier; 0 without.</param>
/// <param name="Place">The retained message it got last of those it has still to get; null when it has all.</param>
internal sealed record PersistedSubscription(string Filter, int Options, uint Identifier, string? Place);

/// <summary>A message for one client as it is on disk.</summary>
/// <param name="Message">The message.</param>
/// <param name="Qos">1 or 2: with which it is sent.</param>
/// <param name="Retain">The RETAIN flag to show.</param>
/// <param name="Identifiers">The subscriptions' identifiers, in text, with commas; empty without.</param>
/// <param name="PacketId">Its packet identifier once it was sent; 0 while it waits.</param>
/// <param name="IsReceived">QoS 2: the client has it, and PUBREL is to be answered yet.</param>
internal sealed record PersistedDelivery(
    RetainedMessage Message, int Qos, bool Retain, string Identifiers, ushort PacketId, bool IsReceived)
{
    /// <summary>The shared subscription it came through; null for a plain one.</summary>
    public string? Shared { get; init; }
}

/// <summary>A will as it is on disk.</summary>
/// <param name="Message">The message, whose time does not begin before it is published.</param>
/// <param name="Retain">Whether it is to be retained.</param>
/// <param name="ExpirySeconds">Its expiry from then on; 0 for never.</param>
/// <param name="Delay">How long after the connection was lost it is published.</param>
/// <param name="Identity">What <c>{client_id}</c> means for its client in the permissions.</param>
internal sealed record PersistedWill(RetainedMessage Message, bool Retain, uint ExpirySeconds, TimeSpan Delay, string Identity);
