using System.Diagnostics;
using System.Diagnostics.Metrics;
using EventEdge.Hosting.Metrics;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>Everything the uplink logs and counts.</summary>
internal static partial class UplinkTelemetry
{
    private static readonly Meter Meter = new("EventEdge.EdgeBridge.Uplink");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "eventedge_uplink_retries_total", null, "Attempts to reach the bus, or to send a frame, that failed.");

    static UplinkTelemetry() => Retries.Expect(Tags(UplinkState.Down));

    /// <summary>An attempt failed. The first says so aloud; those that fail like it until the link is up again only to who asks.</summary>
    public static void Failed(this ILogger log, UplinkState state, string error, TimeSpan delay, bool first)
    {
        Retries.Add(1, Tags(state));
        if (first) LogFailed(log, state, error);
        else LogFailedAgain(log, state, delay, error);
    }

    private static TagList Tags(UplinkState state) =>
        new() { { "stage", "uplink" }, { "error_code", state.ToString().ToLowerInvariant() } };

    [LoggerMessage(Level = LogLevel.Information, Message = "The uplink is up")]
    public static partial void Up(this ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Uplink blocked; results wait in the outbox: {Reason}")]
    public static partial void Blocked(this ILogger log, string reason);

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "The uplink does not run, as its service {Service} did not start; results wait in the outbox: {Reason}")]
    public static partial void NotStarted(this ILogger log, string service, string reason, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cloud says of this node's results, {Kind}, numbering {Epoch}: {Reason}")]
    public static partial void Noticed(this ILogger log, string kind, Guid epoch, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The uplink is cut on purpose; results wait in the outbox")]
    public static partial void Cut(this ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Uplink {State}, trying again until it is up; results wait in the outbox: {Error}")]
    private static partial void LogFailed(ILogger log, UplinkState state, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Uplink still {State}, trying again in {Delay}: {Error}")]
    private static partial void LogFailedAgain(ILogger log, UplinkState state, TimeSpan delay, string error);
}
