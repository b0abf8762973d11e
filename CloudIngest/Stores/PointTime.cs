namespace EventEdge.CloudIngest.Stores;

/// <summary>Times as nanoseconds since 1970, as time-series stores count: 1677 to 2262.</summary>
internal static class PointTime
{
    private static readonly long TickLimit = long.MaxValue / 100;

    /// <summary>100 ns ticks since 1970.</summary>
    public static long Ticks(DateTimeOffset time) => time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    /// <summary>Whether the time can be expressed in nanoseconds.</summary>
    public static bool Fits(DateTimeOffset time) => Math.Abs(Ticks(time)) <= TickLimit;

    /// <summary>Nanoseconds since 1970.</summary>
    public static long ToNanoseconds(DateTimeOffset time) => checked(Ticks(time) * 100);

    /// <summary>The time of nanoseconds since 1970.</summary>
    public static DateTimeOffset FromNanoseconds(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100);
}
