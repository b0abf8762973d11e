namespace EventEdge.EdgeBridge.Messages;

/// <summary>
/// One connection's way to the intake. Once a message is refused, so is every later one that its sender will send again: otherwise those
/// would be taken first that came when the disk had just recovered [MQTT-4.6.0]. A message with QoS 0 never comes again, and is handed
/// over. One caller at a time for those that do.
/// </summary>
internal sealed class OrderedIntake(IMessageIntake intake)
{
    /// <summary>A message was refused: the connection has to end.</summary>
    public bool IsRefusing { get; private set; }

    /// <summary>Hands a message over; an intake that throws is one that did not take it.</summary>
    public ValueTask<bool> AcceptAsync(in ReceivedMessage message, CancellationToken cancellation)
    {
        if (IsRefusing && message.Qos > 0) return new(false);
        try
        {
            var accepted = intake.AcceptAsync(message, cancellation);
            // A pooled task may be read once. One that is not completed yet is on its way to the disk, and so is all that follows.
            if (!accepted.IsCompleted) return accepted;
            var isTaken = accepted.GetAwaiter().GetResult();
            if (!isTaken && message.Qos > 0) IsRefusing = true;
            return new(isTaken);
        }
        catch (Exception error)
        {
            if (message.Qos > 0) IsRefusing = true;
            return ValueTask.FromException<bool>(error);
        }
    }
}
