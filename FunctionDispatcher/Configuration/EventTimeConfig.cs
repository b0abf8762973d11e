using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>Where event time comes from and how disorder is treated.</summary>
public sealed record EventTimeConfig
{
    /// <summary>
    /// Field with the time: ISO 8601 text (without a zone: UTC), or Unix time in seconds, milliseconds, microseconds or nanoseconds, told
    /// apart by magnitude. Default: none, the time of receipt counts.
    /// </summary>
    public string? Field { get; init; }

    /// <summary>Field that names the clock an event was stamped by; one watermark is kept for each. Default: the topic.</summary>
    public string? Clock { get; init; }

    /// <summary>How far behind the newest timestamp of its clock an event may be and still be in time. 0 s to 30 d. Default 0 s.</summary>
    [Range("0s", "30d")]
    public TimeSpan OutOfOrder { get; init; } = TimeSpan.Zero;

    /// <summary>How long after its end a window is kept for corrections by late events. 0 s to 30 d. Default 0 s.</summary>
    [Range("0s", "30d")]
    public TimeSpan AllowedLateness { get; init; } = TimeSpan.Zero;

    /// <summary>After this silence a clock no longer holds its group back. 1 ms to 30 d. Default 30 s.</summary>
    [Range("1ms", "30d")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Timestamps further than this ahead of the time of receipt are quarantined. 0 s to 365 d. Default 1 h.</summary>
    [Range("0s", "365d")]
    public TimeSpan FutureLimit { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The same without the field, which is read before a window sees the event.</summary>
    internal EventTimeRules ToRules() => new()
    {
        Clock = Clock,
        OutOfOrder = OutOfOrder,
        AllowedLateness = AllowedLateness,
        IdleTimeout = IdleTimeout,
        FutureLimit = FutureLimit,
    };
}
