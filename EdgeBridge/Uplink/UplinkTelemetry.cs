using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>Everything the uplink logs and counts.</summary>
internal static partial class UplinkTelemetry
{
    private static readonly Meter Meter = new("EventEdge.EdgeBridge.Uplink");
    private static readonly Counter<long> Frames = Meter.CreateCounter<long>("eventedge_uplink_frames_total");
    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>("eventedge_uplink_bytes_total");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("eventedge_uplink_retries_total");

    public static void Confirmed(int bytes)
    {
        Frames.Add(1);
        Bytes.Add(bytes);
    }

    public static void Failed(this ILogger log, UplinkState state, string error, TimeSpan delay)
    {
        Retries.Add(1);
        LogFailed(log, state, delay, error);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The uplink is up")]
    public static partial void Up(this ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "The uplink is cut on purpose; results wait in the outbox")]
    public static partial void Cut(this ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Uplink {State}, trying again in {Delay}; results wait in the outbox: {Error}")]
    private static partial void LogFailed(ILogger log, UplinkState state, TimeSpan delay, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The old connection did not close cleanly: {Error}")]
    public static partial void CloseFailed(this ILogger log, string error);
}
