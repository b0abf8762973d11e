namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>Instants as UTC ticks, the form the hot path works in.</summary>
internal static class Ticks
{
    /// <summary>Before the first instant there is: a watermark that has seen nothing.</summary>
    public const long Never = long.MinValue;

    /// <summary>After the last instant there is.</summary>
    public const long Forever = long.MaxValue;

    private static readonly long Year2000 = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    /// <summary>The last multiple of a step, counted from the Unix epoch, that is not after <paramref name="ticks"/>.</summary>
    public static long FloorTo(long ticks, long step)
    {
        var into = (ticks - DateTimeOffset.UnixEpoch.UtcTicks) % step;
        return ticks - (into < 0 ? into + step : into);
    }

    /// <summary>Whether a timestamp can only come from a clock that was never set.</summary>
    public static bool IsBeforeEpoch(long ticks) => ticks < Year2000;

    /// <summary>As an instant; beyond the calendar, the calendar's first or last.</summary>
    public static DateTimeOffset ToInstant(long ticks) =>
        new(Math.Clamp(ticks, DateTimeOffset.MinValue.UtcTicks, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);
}
