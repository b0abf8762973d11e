namespace EventEdge.EdgeBridge.Security;

/// <summary>The decision on one client that wanted to come in.</summary>
/// <param name="Verdict">The decision.</param>
/// <param name="Permissions">What it may do; without meaning when it was refused.</param>
/// <param name="Login">What it said about itself, without the password.</param>
/// <param name="Version">The <see cref="AccessControl.Version"/> it was decided by.</param>
/// <param name="Hash">The user's hashed password when it was decided; null where none was asked for.</param>
internal sealed record Admission(LoginVerdict Verdict, ClientPermissions Permissions, Login Login, int Version, string? Hash);
