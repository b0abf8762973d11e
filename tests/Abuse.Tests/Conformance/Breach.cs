namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>Bytes after which a server must close the connection.</summary>
/// <param name="Name">What is wrong with them.</param>
/// <param name="Statement">The statement of the standard that says so; MQTT 5 unless it says 3.1.1.</param>
/// <param name="Version">4 for MQTT 3.1.1, or 5.</param>
/// <param name="Bytes">What is sent.</param>
internal sealed record Breach(string Name, string Statement, int Version, params byte[] Bytes)
{
    /// <summary>Sent instead of a CONNECT, not after one.</summary>
    public bool IsFirst { get; init; }

    /// <summary>The reason or return code expected where an answer is due; null where closing is all that counts.</summary>
    public int? Reason { get; init; }

    public override string ToString() => $"{Name} ({(Version == 5 ? "5" : "3.1.1")})";
}
