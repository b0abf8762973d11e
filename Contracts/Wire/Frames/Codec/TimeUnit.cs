namespace EventEdge.Contracts.Frames.Codec;

/// <summary>A unit of time on the wire. Ticks are the 100 ns that <see cref="DateTimeOffset"/> counts in.</summary>
internal readonly record struct TimeUnit(string Name, long Ticks)
{
    private static readonly TimeUnit[] CoarsestFirst =
        [new("s", TimeSpan.TicksPerSecond), new("ms", TimeSpan.TicksPerMillisecond), new("us", TimeSpan.TicksPerMicrosecond),
            new("100ns", 1)];

    private static long Epoch => DateTimeOffset.UnixEpoch.Ticks;

    /// <summary>The coarsest unit in which every one of these spans is whole.</summary>
    public static TimeUnit CoarsestFor(IEnumerable<long> ticks)
    {
        var unit = 0;
        foreach (var span in ticks)
        {
            while (span % CoarsestFirst[unit].Ticks != 0) unit++;
        }

        return CoarsestFirst[unit];
    }

    public static TimeUnit Named(string name) =>
        Array.Find(CoarsestFirst, unit => unit.Name == name) is { Ticks: > 0 } unit
            ? unit
            : throw new FrameFormatException($"time unit '{name}' is none of s, ms, us, 100ns");

    public static long SinceEpoch(DateTimeOffset time) => time.UtcTicks - Epoch;

    /// <summary>The time of so many units since 1970; false when it is outside of the years 1 to 9999.</summary>
    public bool TryToTime(long count, out DateTimeOffset time)
    {
        var isInRange = count >= -(Epoch / Ticks) && count <= (DateTimeOffset.MaxValue.Ticks - Epoch) / Ticks;
        time = isInRange ? new DateTimeOffset((count * Ticks) + Epoch, TimeSpan.Zero) : default;
        return isInRange;
    }
}
