using Microsoft.Extensions.Logging;

namespace EventEdge.Hosting.Access;

/// <summary>What the guards of the listeners say; who was refused and why is in the audit log.</summary>
internal static partial class SecurityTelemetry
{
    [LoggerMessage(LogLevel.Information, "{File} has changed and is in force")]
    public static partial void Reloaded(this ILogger logger, string file);

    [LoggerMessage(LogLevel.Error, "a change was not taken, what was in force stays in force: {Reason}")]
    public static partial void NotReloaded(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "the audit log cannot be written; entries are lost and counted")]
    public static partial void AuditNotWritten(this ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Warning, "everybody on this machine may read {Path}: take it from others with chmod o-rwx")]
    public static partial void SecretIsOpen(this ILogger logger, string path);
}
