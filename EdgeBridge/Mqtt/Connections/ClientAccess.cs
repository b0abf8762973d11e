using EventEdge.EdgeBridge.Security;
using EventEdge.Hosting.Access;

namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>Who one client of the embedded broker is, and what it may do; what it may not is told in the audit log.</summary>
internal sealed class ClientAccess(DeviceEndpoint endpoint, string peer)
{
    private volatile Admission? _admission;
    private int _judgedAt;

    /// <summary>MQTT client id; empty before the client was let in.</summary>
    public string ClientId => _admission?.Login.ClientId ?? string.Empty;

    /// <summary>The client was let in.</summary>
    public bool IsIntroduced => _admission is not null;

    /// <summary>What it may do.</summary>
    public ClientPermissions Permissions => _admission?.Permissions ?? ClientPermissions.Everything;

    /// <summary>It is let in.</summary>
    public void Begin(Admission admission)
    {
        _judgedAt = admission.Version;
        _admission = admission;
    }

    /// <summary>It has gone.</summary>
    public void End()
    {
        if (_admission is { } admission) endpoint.Gate.Leave(admission);
    }

    /// <summary>Whether a filter may be subscribed to.</summary>
    public bool AllowsSubscription(string filter)
    {
        if (Permissions.AllowsSubscription(filter)) return true;
        Note(AuditEvent.Subscribe, filter, "not allowed");
        return false;
    }

    /// <summary>Whether it may have a message to which it is subscribed.</summary>
    public bool AllowsDelivery(string topic)
    {
        if (Permissions.Allows(TopicUse.Subscribe, topic)) return true;
        Note(AuditEvent.Deliver, topic, "no longer allowed");
        return false;
    }

    /// <summary>
    /// Why it would not be let in now as it was then; null when it would. Costs nothing while no file has changed. To be asked by one.
    /// </summary>
    public string? ReasonToLeave()
    {
        var version = endpoint.Gate.Version;
        if (_admission is null || version == _judgedAt) return null;
        _judgedAt = version;
        return endpoint.Gate.ReasonToLeave(_admission);
    }

    /// <summary>Something it asks for is refused: told in the log, with what to change, and in the audit log.</summary>
    public void Refused(string reason)
    {
        endpoint.Logger.ClientRefused(peer, ClientId, reason);
        Note(AuditEvent.Limit, null, reason);
    }

    /// <summary>Something was not allowed.</summary>
    public void Note(AuditEvent what, string? subject, string reason) => endpoint.Gate.Audit.Record(what, allowed: false, new()
    {
        Peer = peer, User = Permissions.Client.User, ClientId = ClientId, Subject = subject, Reason = reason,
    });
}
