using EventEdge.EdgeBridge.Messages;

namespace EventEdge.EdgeBridge.Announcements;

/// <summary>Stands in front of the intake to notice who has started; every message goes on as it is.</summary>
internal sealed class BirthIntake(IMessageIntake inner, ResultAnnouncements announcements) : IMessageIntake
{
    /// <inheritdoc />
    public ValueTask<bool> AcceptAsync(in ReceivedMessage message, CancellationToken cancellation)
    {
        announcements.Look(message.Topic, message.Payload.Span);
        return inner.AcceptAsync(message, cancellation);
    }

    /// <inheritdoc />
    public void Release(string clientId, ushort packetId) => inner.Release(clientId, packetId);

    /// <inheritdoc />
    public void ForgetSession(string clientId) => inner.ForgetSession(clientId);

    /// <inheritdoc />
    public void Refuse(string binding, string topic, ReadOnlyMemory<byte> payload, string reason) =>
        inner.Refuse(binding, topic, payload, reason);

    /// <inheritdoc />
    public void ReportLoss(string part, string reason) => inner.ReportLoss(part, reason);
}
