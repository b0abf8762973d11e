namespace EventEdge.EdgeBridge.Security;

/// <summary>The decision on one client that wanted to come in.</summary>
/// <param name="Verdict">The decision.</param>
/// <param name="Permit">What it may do; without meaning when it was refused.</param>
/// <param name="Login">What it said about itself, without the password.</param>
/// <param name="Version">The <see cref="Gatekeeper.Version"/> it was decided by.</param>
/// <param name="Hash">The user's hashed password when it was decided; null where none was asked for.</param>
internal sealed record Admission(LoginVerdict Verdict, ClientPermit Permit, Login Login, int Version, string? Hash);
