using EventEdge.Contracts.Measurements;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Downsampling.Blocks;

/// <summary>What downsampling does, one line each.</summary>
internal static partial class DownsamplingTelemetry
{
    /// <summary>Windows became fewer.</summary>
    [LoggerMessage(
        Level = LogLevel.Information, Message = "Downsampled {Queue} to level {Level}: {Before} points became {After} in {Bytes} bytes")]
    public static partial void Downsampled(this ILogger logger, DeliveryClass queue, int level, long before, long after, int bytes);

    /// <summary>Points were given up.</summary>
    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The outbox is full: dropped the oldest {Points} points of {Queue}, as emit.when_full says")]
    public static partial void Dropped(this ILogger logger, DeliveryClass queue, long points);

    /// <summary>A pass could not be made.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot downsample the outbox: {Reason}; the records stay as they are")]
    public static partial void DownsamplingFailed(this ILogger logger, string reason);

    /// <summary>A block fails its checksum.</summary>
    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} is damaged and set aside: its results are lost, and the cloud sees the gap")]
    public static partial void BlockDamaged(this ILogger logger, string path);

    /// <summary>A power cut might take back what the blocks replace: it stays on the disk for now.</summary>
    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Cannot sync {Directory}: {Reason}; what its blocks replace is kept until it can be")]
    public static partial void BlockNotSettled(this ILogger logger, string directory, string reason);

    /// <summary>A block that is no longer needed stays for now.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot remove {Path}: {Reason}; the next start will")]
    public static partial void BlockNotRemoved(this ILogger logger, string path, string reason);
}
