namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>Where every MQTT listener hands its messages over, the embedded broker and the external one alike.</summary>
public interface IMessageIntake
{
    /// <summary>
    /// Takes a message. For QoS 1 and 2 the task completes when the message is durable: then, and only then, the listener may acknowledge.
    /// False (or an exception) means it is not: the listener withholds the acknowledgement, and the sensor will send again.
    /// The payload must stay valid until the task completes. Cancellation ends the wait for room; a message once taken is always answered.
    /// </summary>
    ValueTask<bool> AcceptAsync(in ReceivedMessage message, CancellationToken cancellation);

    /// <summary>A QoS 2 message is released by its sender: what comes next under its packet identifier is another one, even where it is equal.</summary>
    void Release(string clientId, ushort packetId)
    {
    }

    /// <summary>A client has begun a new session: what it sends is no retransmission of anything before.</summary>
    void ForgetSession(string clientId)
    {
    }

    /// <summary>Puts a message that must not go to a binding to the dead letters. Does not wait longer than they do.</summary>
    void Refuse(string binding, string topic, ReadOnlyMemory<byte> payload, string reason)
    {
    }

    /// <summary>Enters in the ledger that messages were lost before they came here.</summary>
    void ReportLoss(string part, string reason)
    {
    }
}

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
    /// <summary>The <c>traceparent</c> it came with, or, once taken, of the last step it went through; null for a message that is not sampled.</summary>
    public string? Trace { get; init; }
}
