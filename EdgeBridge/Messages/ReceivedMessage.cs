using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.EdgeBridge.Messages;

/// <summary>A message at the listener.</summary>
/// <param name="Topic">The topic; already checked to be a legal topic name.</param>
/// <param name="Payload">The bytes.</param>
/// <param name="Qos">0, 1 or 2.</param>
/// <param name="Retained">Whether the sender asked the broker to keep it.</param>
/// <param name="Duplicate">MQTT's DUP flag.</param>
/// <param name="ClientId">Who sent it; empty where an external broker does not tell.</param>
/// <param name="PacketId">MQTT packet identifier; 0 for QoS 0.</param>
public readonly record struct ReceivedMessage(
    string Topic, ReadOnlyMemory<byte> Payload, int Qos, bool Retained, bool Duplicate, string ClientId, ushort PacketId)
{
    /// <summary>
    /// The <c>traceparent</c> it came with, or, once taken, of the last step it went through; null for a message that is not sampled.
    /// </summary>
    public string? Trace { get; init; }

    /// <summary>What it says about itself in MQTT 5; null for nothing. Its bytes are its own, unlike the payload's.</summary>
    public MessageProperties? Properties { get; init; }

    /// <summary>Whom a dead letter that is tried again is for; null for a message for everybody.</summary>
    public RetryTarget? Target { get; init; }
}
