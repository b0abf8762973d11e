namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>A message as one subscriber is to get it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Qos">0, 1 or 2; the lesser of what was sent and what was subscribed.</param>
/// <param name="Retain">The RETAIN flag to show.</param>
/// <param name="Identifiers">The subscriptions' identifiers; null without.</param>
internal sealed record Delivery(RoutedMessage Message, int Qos, bool Retain, List<uint>? Identifiers)
{
    private const int Overhead = 120; // It, and what stands for it while it is in flight.

    /// <summary>The shared subscription it came through, as its filter was sent; null for a plain one.</summary>
    public string? Shared { get; init; }

    /// <summary>
    /// Bytes of memory it takes, roughly. A message that many subscribers wait for counts for each: whichever is last keeps it.
    /// </summary>
    public long Bytes => Message.Bytes + Overhead + (sizeof(uint) * (long)(Identifiers?.Capacity ?? 0));
}

/// <summary>The next thing to send to a subscriber: a message, or the release of one that it has received.</summary>
/// <param name="Delivery">The message; null for PUBREL.</param>
/// <param name="PacketId">Its packet identifier; 0 for QoS 0.</param>
/// <param name="IsDuplicate">It was sent before.</param>
/// <param name="SecondsLeft">How long it is worth delivering; 0 for ever.</param>
internal readonly record struct Outbound(Delivery? Delivery, ushort PacketId, bool IsDuplicate, uint SecondsLeft);
