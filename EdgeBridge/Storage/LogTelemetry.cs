using System.Diagnostics;
using System.Diagnostics.Metrics;
using EventEdge.EdgeBridge.Storage.Segments;
using EventEdge.Hosting.Metrics;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Storage;

/// <summary>What happens to a log, one line and one counter each.</summary>
internal static partial class LogTelemetry
{
    private static readonly Meter Meter = new("EventEdge.EdgeBridge.Storage");
    private static readonly Counter<long> TornTails = Meter.CreateCounter<long>(
        "eventedge_edge_log_torn_tails_total", null, "Starts at which a log ended in bytes that were never synced.");
    private static readonly Counter<long> DamagedSegments = Meter.CreateCounter<long>(
        "eventedge_edge_log_damaged_segments_total", null, "Segments set aside because they are damaged.");
    private static readonly Counter<long> LostRecords = Meter.CreateCounter<long>(
        "eventedge_edge_log_lost_records_total", null, "Records lost to damage.");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "eventedge_edge_log_failures_total", null, "Logs that broke and take nothing more.");
    private static readonly Counter<long> Stalls = Meter.CreateCounter<long>(
        "eventedge_edge_log_stalls_total", null, "Times that a log waited for a full or refusing disk.");

    static LogTelemetry()
    {
        foreach (var stage in (ReadOnlySpan<string>)["journal", "outbox"])
        {
            DamagedSegments.Expect(Tags(stage, "damaged"));
            LostRecords.Expect(Tags(stage, "damaged"));
            Failures.Expect(Tags(stage, "broken"));
            Stalls.Expect(Tags(stage, "disk_refuses"));
        }
    }

    /// <summary>The last segment ended in bytes that were never synced.</summary>
    public static void TornTail(this ILogger logger, string segment, long bytes, long nextSequence)
    {
        TornTails.Add(1);
        logger.LogTornTail(segment, bytes, nextSequence);
    }

    /// <summary>A segment has damage and was set aside.</summary>
    public static void DamagedSegment(this ILogger logger, string segment)
    {
        DamagedSegments.Add(1, Tags(StageOf(Path.GetDirectoryName(segment)), "damaged"));
        logger.LogDamagedSegment(segment);
    }

    /// <summary>Records are lost to damage.</summary>
    public static void Lost(this ILogger logger, string directory, LogGap gap)
    {
        LostRecords.Add(gap.To - gap.From + 1, Tags(StageOf(directory), "damaged"));
        logger.LogLost(directory, gap.From, gap.To);
    }

    /// <summary>The log is broken and takes nothing more.</summary>
    public static void Failed(this ILogger logger, string directory, Exception failure)
    {
        Failures.Add(1, Tags(StageOf(directory), "broken"));
        logger.LogFailed(failure, directory);
    }

    /// <summary>The disk is full or refuses; what is not durable yet waits.</summary>
    public static void Stalled(this ILogger logger, string directory, string reason)
    {
        Stalls.Add(1, Tags(StageOf(directory), "disk_refuses"));
        logger.LogStalled(directory, reason);
    }

    /// <summary>The disk takes what waited.</summary>
    [LoggerMessage(Level = LogLevel.Information, Message = "Log {Directory} goes on")]
    public static partial void Resumed(this ILogger logger, string directory);

    /// <summary>What the last run wrote goes to a new file before it counts.</summary>
    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Segment} cannot be written and synced again: {Reason}; its last records count once a new file has them")]
    public static partial void Unsettled(this ILogger logger, string segment, string reason);

    /// <summary>A segment no one needs could not be removed.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot remove {Segment}: {Reason}; tried again with the next trim")]
    public static partial void TrimFailed(this ILogger logger, string segment, string reason);

    /// <summary>A damaged segment keeps its name.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot rename damaged {Segment}: {Reason}")]
    public static partial void QuarantineFailed(this ILogger logger, string segment, string reason);

    // The journal is a log; each class of the outbox is one.
    private static string StageOf(string? directory) => Path.GetFileName(directory) == "journal" ? "journal" : "outbox";

    private static TagList Tags(string stage, string code) => new() { { "stage", stage }, { "error_code", code } };

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Segment} ended in {Bytes} bytes that were never committed; wiped, next record is {NextSequence}")]
    private static partial void LogTornTail(this ILogger logger, string segment, long bytes, long nextSequence);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Segment} is damaged; what is left of it is served")]
    private static partial void LogDamagedSegment(this ILogger logger, string segment);

    [LoggerMessage(Level = LogLevel.Error, Message = "Records {From} to {To} of {Directory} are lost to damage on the disk")]
    private static partial void LogLost(this ILogger logger, string directory, long from, long to);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Log {Directory} failed and takes nothing more until it is opened again")]
    private static partial void LogFailed(this ILogger logger, Exception failure, string directory);

    [LoggerMessage(Level = LogLevel.Error, Message = "Log {Directory} waits for the disk: {Reason}")]
    private static partial void LogStalled(this ILogger logger, string directory, string reason);
}
