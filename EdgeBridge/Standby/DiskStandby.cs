using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Http;
using EventEdge.Hosting.Process;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Standby;

/// <summary>
/// A node whose disk takes nothing when it starts: it sends what waits in its outbox, says on its health page and in its log what it waits
/// for, and goes on to an ordinary start as soon as the disk works.
/// </summary>
internal static partial class DiskStandby
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(2);

    /// <summary>Completes when the disk works.</summary>
    /// <param name="options">The node.</param>
    /// <param name="http">Where its health page is; null for nowhere.</param>
    /// <param name="refusal">Why the disk takes nothing.</param>
    /// <param name="uplink">Makes the uplink; null where what it leads to needs the same disk.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where log lines go.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="HttpEndpointException">The port is in use or may not be used.</exception>
    public static async Task WaitAsync(
        EdgeOptions options, HttpOptions? http, string refusal, Func<IOutboxReader, LinkSwitch, IUplink>? uplink, TimeProvider time,
        ILoggerFactory log, CancellationToken cancellation)
    {
        var logger = log.CreateLogger(typeof(DiskStandby).FullName!);
        using var data = DataDirectory.OpenToRead(options.DataDirectory);
        Waits(logger, options.DataDirectory, refusal);
        var drain = uplink is null || !DiskProbe.HasRun(options.DataDirectory) ? null : TryDrain(options, uplink, time, log, logger);
        try
        {
            await using var page = http is null ? null : await NodeHttp.StartAsync(
                http, time, log, (routes, _) => routes.MapHealth(() => [Entry(Reason(options, refusal, drain))]), cancellation);
            while (DiskProbe.Refusal(options.DataDirectory) is { } still)
            {
                refusal = still;
                await Task.Delay(ProbeInterval, time, cancellation);
            }
        }
        finally
        {
            if (drain is not null) await drain.DisposeAsync();
        }

        GoesOn(logger, options.DataDirectory);
    }

    private static HealthEntry Entry(string reason) =>
        new("disk", HealthLevel.Failed, reason, "make room on the disk, or make it writable: the node starts by itself then");

    private static string Reason(EdgeOptions options, string refusal, OutboxDrain? drain) =>
        $"the disk under {options.DataDirectory} takes nothing: {refusal}; no message is taken"
        + (drain is null ? string.Empty : $", and {drain.PointsWaiting:N0} points of the outbox are being sent");

    private static OutboxDrain? TryDrain(
        EdgeOptions options, Func<IOutboxReader, LinkSwitch, IUplink> uplink, TimeProvider time, ILoggerFactory log, ILogger logger)
    {
        try
        {
            return OutboxDrain.Open(options, uplink, time, log);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            NotDrained(logger, unreadable.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error,
        "The disk under {Directory} takes nothing: {Reason}. No message is taken until it does; what waits in the outbox is sent")]
    private static partial void Waits(ILogger logger, string directory, string reason);

    [LoggerMessage(LogLevel.Warning, "The outbox cannot be read: {Reason}")]
    private static partial void NotDrained(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "The disk under {Directory} works: the node starts")]
    private static partial void GoesOn(ILogger logger, string directory);
}
