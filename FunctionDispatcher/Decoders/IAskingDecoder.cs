namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>
/// A decoder that may ask senders for something, such as for a birth that it has missed. It knows no broker: what it wants to ask is taken
/// from it after each message and each instant it waited for, and is handed over with what the same step leads to. A replay asks
/// nothing that was asked before.
/// </summary>
public interface IAskingDecoder : IStatefulEventDecoder
{
    /// <summary>When recorded time alone would make it ask; null where it waits for nothing.</summary>
    DateTimeOffset? NextDeadline { get; }

    /// <summary>Recorded time has come so far without a message.</summary>
    void Advance(DateTimeOffset now);

    /// <summary>Hands out what it wants to ask, topic and payload, and forgets it.</summary>
    IReadOnlyList<(string Topic, byte[] Payload)> TakeRequests();
}
