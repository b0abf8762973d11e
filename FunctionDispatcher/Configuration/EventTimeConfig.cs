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

    /// <summary>
    /// The fields with the time where it is in parts, such as a date and a time of day: read as one text with a blank between. Default:
    /// none, see <c>field</c>.
    /// </summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>
    /// How the time is written, where it is not ISO 8601 or Unix time: <c>yyyy MM dd HH mm ss fff</c>, <c>MMM</c> and <c>ddd</c> for
    /// English names, <c>hh</c> with <c>tt</c> for AM and PM, <c>zzz</c> for an offset, text as it is in quotes. Default: none.
    /// </summary>
    [Form("[^\\x00-\\x1f]+", 80)]
    public string? Format { get; init; }

    /// <summary>What a number counts since 1970: seconds, milliseconds, microseconds or nanoseconds. Default: told by magnitude.</summary>
    public TimestampUnit? Unit { get; init; }

    /// <summary>
    /// Time zone of times without an offset, such as <c>Europe/Berlin</c>. Of a time that comes twice when clocks are put back, the one
    /// nearer to its receipt counts; one that clocks put forward jump over is read by the clock as it was before. Default: UTC.
    /// </summary>
    [Form("[A-Za-z0-9_+/-]+", 64)]
    public string? TimeZone { get; init; }

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

    /// <summary>The fields that the time is read from; none where the time of receipt counts.</summary>
    internal IReadOnlyList<string> FieldNames => Field is { } name ? [name] : Fields ?? [];

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

/// <summary>What a number that is a time counts.</summary>
public enum TimestampUnit
{
    /// <summary>Seconds.</summary>
    S,

    /// <summary>Milliseconds.</summary>
    Ms,

    /// <summary>Microseconds.</summary>
    Us,

    /// <summary>Nanoseconds, of which those below 100 are cut off.</summary>
    Ns,
}
