using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.FunctionDispatcher.Triggers.Every;

/// <summary>Ticks at even distances.</summary>
public sealed record EveryTriggerConfig : TimerTriggerConfig
{
    /// <summary>A tick at every multiple of this since 1970-01-01T00:00:00Z. 100 ms to 365 d.</summary>
    [Range("100ms", "365d")]
    public required TimeSpan Every { get; init; }

    /// <summary>How long after each multiple the tick is; less than <c>every</c>. Default 0 s. With <c>every</c>.</summary>
    [Range("0s", "365d")]
    public TimeSpan? Offset { get; init; }

    /// <inheritdoc />
    public override string Name => "every";

    /// <inheritdoc />
    public override string Words =>
        $"{Name} {Quantity.Format(Every)}{(Offset is { Ticks: > 0 } after ? $" offset {Quantity.Format(after)}" : string.Empty)}";

    internal override ISchedule Schedule() => new EverySchedule(Every, Offset ?? TimeSpan.Zero);
}
