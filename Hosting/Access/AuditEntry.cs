namespace EventEdge.Hosting.Access;

/// <summary>What a security decision was about.</summary>
public enum AuditEvent
{
    /// <summary>A client wants to come in over MQTT.</summary>
    Connect,

    /// <summary>A client publishes.</summary>
    Publish,

    /// <summary>A client subscribes.</summary>
    Subscribe,

    /// <summary>A message is about to be delivered.</summary>
    Deliver,

    /// <summary>A client leaves a will.</summary>
    Will,

    /// <summary>A connection or a packet is over a limit, or is not MQTT.</summary>
    Limit,

    /// <summary>A TLS handshake.</summary>
    Handshake,

    /// <summary>A request to the HTTP endpoint.</summary>
    Http,

    /// <summary>A file of users, permissions or certificates has changed.</summary>
    Reload,
}

/// <summary>One line of the audit log. No password, no token and no payload is ever part of it.</summary>
internal sealed record AuditEntry
{
    /// <summary>Longest text written.</summary>
    public const int TextLimit = 512;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>About what.</summary>
    public AuditEvent Event { get; init; }

    /// <summary>The decision.</summary>
    public bool Allowed { get; init; }

    /// <summary>Address and port of the other side.</summary>
    public string? Peer { get; init; }

    /// <summary>User name, proven where the decision is to allow.</summary>
    public string? User { get; init; }

    /// <summary>MQTT client id.</summary>
    public string? ClientId { get; init; }

    /// <summary>Topic, filter, path or file.</summary>
    public string? Subject { get; init; }

    /// <summary>Why, in one clause.</summary>
    public string? Reason { get; init; }

    /// <summary>Its texts by name.</summary>
    public IEnumerable<(string Name, string? Value)> Texts =>
        [("peer", Peer), ("user", User), ("client_id", ClientId), ("subject", Subject), ("reason", Reason)];
}

/// <summary>How often decisions of one kind were made.</summary>
/// <param name="Event">About what.</param>
/// <param name="Allowed">The decision.</param>
/// <param name="Count">How often, since the start of the process.</param>
public readonly record struct SecurityCount(AuditEvent Event, bool Allowed, long Count);

/// <summary>The decisions of a process so far.</summary>
/// <param name="Decisions">By event and decision.</param>
/// <param name="AuditLost">Entries the audit file lacks.</param>
public sealed record SecurityCounts(IReadOnlyList<SecurityCount> Decisions, long AuditLost);
