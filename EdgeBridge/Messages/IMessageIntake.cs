namespace EventEdge.EdgeBridge.Messages;

/// <summary>Where every MQTT listener hands its messages over, the embedded broker and the external one alike.</summary>
public interface IMessageIntake
{
    /// <summary>
    /// Takes a message. For QoS 1 and 2 the task completes when the message is durable: then, and only then, the listener may acknowledge.
    /// False (or an exception) means it is not: the listener withholds the acknowledgement, and the sensor will send again.
    /// The payload must stay valid until the task completes. Cancellation ends the wait for room; a message once taken is always answered.
    /// </summary>
    ValueTask<bool> AcceptAsync(in ReceivedMessage message, CancellationToken cancellation);

    /// <summary>
    /// A QoS 2 message is released by its sender: what comes next under its packet identifier is another one, even where it is equal.
    /// </summary>
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
