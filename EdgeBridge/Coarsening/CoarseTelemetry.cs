using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Coarsening;

/// <summary>What coarsening does, one line and one counter each.</summary>
internal static partial class CoarseTelemetry
{
    private static readonly Meter Meter = new("EventEdge.EdgeBridge.Coarsening");
    private static readonly Counter<long> Merged = Meter.CreateCounter<long>("eventedge_edge_coarsened_points_total");

    /// <summary>Windows became fewer.</summary>
    public static void Coarsened(this ILogger logger, string lane, int level, long before, long after, long bytes)
    {
        Merged.Add(before - after);
        logger.LogCoarsened(lane, level, before, after, bytes);
    }

    /// <summary>A pass could not be written.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot coarsen {Lane}: {Reason}; the records stay as they are")]
    public static partial void CoarseningFailed(this ILogger logger, string lane, string reason);

    /// <summary>A block fails its checksum.</summary>
    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} is damaged and set aside: its results are lost, and the cloud sees the gap")]
    public static partial void BlockDamaged(this ILogger logger, string path);

    /// <summary>A block that is no longer needed stays for now.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot remove {Path}: {Reason}; the next start will")]
    public static partial void BlockNotRemoved(this ILogger logger, string path, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Coarsened {Lane} to level {Level}: {Before} points became {After} in {Bytes} bytes")]
    private static partial void LogCoarsened(this ILogger logger, string lane, int level, long before, long after, long bytes);
}
