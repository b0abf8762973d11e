namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>How disorder is treated: which clock an event was stamped by, and for how long the others are waited for.</summary>
public sealed record EventTimeRules
{
    /// <summary>Field that names the clock an event was stamped by; one watermark is kept for each. Default: the topic.</summary>
    public string? Clock { get; init; }

    /// <summary>
    /// How far behind the newest timestamp of its clock an event may be and still be in time. Default 0 s: events come in order.
    /// </summary>
    public TimeSpan OutOfOrder { get; init; } = TimeSpan.Zero;

    /// <summary>How long after its end a window is kept for corrections by late events. Default 0 s.</summary>
    public TimeSpan AllowedLateness { get; init; } = TimeSpan.Zero;

    /// <summary>After this silence a clock no longer holds its group back. Above zero; default 30 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Timestamps further than this ahead of the time of receipt are quarantined. Default 1 h.</summary>
    public TimeSpan FutureLimit { get; init; } = TimeSpan.FromHours(1);
}
