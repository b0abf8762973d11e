namespace EventEdge.EdgeBridge.Security;

/// <summary>The decision on one client that wanted to come in.</summary>
/// <param name="Verdict">The decision.</param>
/// <param name="Permit">What it may do; without meaning when it was refused.</param>
/// <param name="Login">What it said about itself, without the password.</param>
/// <param name="Version">The <see cref="Gatekeeper.Version"/> it was decided by.</param>
/// <param name="Hash">The user's hashed password when it was decided; null where none was asked for.</param>
internal sealed record Admission(LoginVerdict Verdict, ClientPermit Permit, Login Login, int Version, string? Hash);

/// <summary>Whether a request to the HTTP door carries the token.</summary>
internal enum TokenVerdict
{
    /// <summary>It does, or none is asked for.</summary>
    Right,

    /// <summary>It carries none.</summary>
    Missing,

    /// <summary>It carries another one.</summary>
    Wrong,

    /// <summary>Too many wrong ones from there: later.</summary>
    TooManyFailures,
}
