using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace EventEdge.EdgeBridge.Security;

/// <summary>What a client says about itself when it connects.</summary>
internal sealed record Login
{
    /// <summary>Where it connects from.</summary>
    public required IPEndPoint Peer { get; init; }

    /// <summary>MQTT client id.</summary>
    public required string ClientId { get; init; }

    /// <summary>User name; null when it gives none.</summary>
    public string? User { get; init; }

    /// <summary>Password; null when it gives none.</summary>
    public byte[]? Password { get; init; }

    /// <summary>The certificate it has proven to own, already checked; null without one.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Certificates between it and an authority, as the client sent them.</summary>
    public X509Certificate2Collection Intermediates { get; init; } = [];

    /// <summary>The name that certificate gives it.</summary>
    public string? CertificateName => Certificate is null ? null : TlsGuard.CommonName(Certificate);
}

/// <summary>Whether a client may come in.</summary>
internal enum LoginVerdict
{
    /// <summary>It may.</summary>
    Admitted,

    /// <summary>User and password do not belong together, or are missing.</summary>
    BadCredentials,

    /// <summary>Too many wrong attempts from there or for that user: later.</summary>
    TooManyFailures,

    /// <summary>Too many logins wait already: later.</summary>
    Busy,

    /// <summary>The client id is in use by somebody else.</summary>
    ClientIdTaken,
}
