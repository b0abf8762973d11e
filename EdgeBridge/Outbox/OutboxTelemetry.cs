using System.Diagnostics;
using System.Diagnostics.Metrics;
using EventEdge.Hosting.Metrics;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>What happens to the outbox beside its logs, one line and one counter each.</summary>
internal static partial class OutboxTelemetry
{
    private static readonly Meter Meter = new("EventEdge.EdgeBridge.Outbox");
    private static readonly Counter<long> Waits = Meter.CreateCounter<long>(
        "eventedge_edge_outbox_full_waits_total", null, "Times that a commit waited because the outbox was full.");
    private static readonly Counter<long> PositionFailures = Meter.CreateCounter<long>(
        "eventedge_edge_outbox_position_failures_total", null, "Writes of the outbox's position that the disk did not take; tried again.");

    private static readonly TagList NotWritten = new() { { "stage", "outbox" }, { "error_code", "position_not_written" } };

    static OutboxTelemetry() => PositionFailures.Expect(NotWritten);

    /// <summary>Committing waits for room.</summary>
    public static void Full(this ILogger logger, string directory, long bytes)
    {
        Waits.Add(1);
        logger.LogFull(directory, bytes);
    }

    /// <summary>The position file could not be written.</summary>
    public static void PositionFailed(this ILogger logger, string path, Exception failure)
    {
        PositionFailures.Add(1, NotWritten);
        logger.LogPositionFailed(path, failure.Message);
    }

    /// <summary>The position file is unreadable.</summary>
    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Path} is damaged and set aside; the outbox begins a new numbering and sends again what it still holds")]
    public static partial void PositionDamaged(this ILogger logger, string path);

    /// <summary>A log ends before what is known of it.</summary>
    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Directory} ends at {Last}, but {Known} was committed: records are missing, a new numbering begins")]
    public static partial void NumberingBroken(this ILogger logger, string directory, long last, long known);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox {Directory} is full with {Bytes} bytes; results wait for acknowledgements")]
    private static partial void LogFull(this ILogger logger, string directory, long bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot write {Path}: {Reason}; tried again shortly")]
    private static partial void LogPositionFailed(this ILogger logger, string path, string reason);
}
