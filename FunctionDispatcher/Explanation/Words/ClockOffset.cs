namespace EventEdge.FunctionDispatcher.Explanation.Words;

/// <summary>
/// Tells a clock that shows local time, and says it were UTC, from one that is merely wrong: it differs from the time of receipt by what
/// some place on earth differs from UTC, and by no more than a message takes.
/// </summary>
public static class ClockOffset
{
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Error = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Days = TimeSpan.FromDays(30);

    private static readonly (string Word, string Unit, double PerSecond)[] Units =
        [("seconds", "s", 1), ("milliseconds", "ms", 1e3), ("microseconds", "us", 1e6), ("nanoseconds", "ns", 1e9)];

    // Beside the whole hours from -12 to 14.
    private static readonly double[] Others = [-9.5, -3.5, -2.5, 3.5, 4.5, 5.5, 5.75, 6.5, 8.75, 9.5, 10.5, 12.75, 13.75];

    private static readonly TimeSpan[] Offsets =
        [.. Enumerable.Range(-12, 27).Where(hours => hours != 0).Select(hours => (double)hours).Concat(Others).Select(TimeSpan.FromHours)];

    /// <summary>The offset that an event's time seems to have kept; null where it seems to have none.</summary>
    /// <param name="time">The event's time as it was read.</param>
    /// <param name="received">When it was received.</param>
    public static TimeSpan? Of(DateTimeOffset time, DateTimeOffset received)
    {
        foreach (var offset in Offsets)
        {
            var delay = received - (time - offset);
            if (delay >= -Error && delay <= Delay) return offset;
        }

        return null;
    }

    /// <summary>In a part of a sentence: <c>1 h ahead of its receipt, which looks like local time that is taken for UTC</c>.</summary>
    public static string? Describe(DateTimeOffset time, DateTimeOffset received) => Of(time, received) is { } offset
        ? $"{InWords.Span(offset)} {(offset > TimeSpan.Zero ? "ahead of" : "behind")} its receipt, which looks like local time that is "
            + "taken for UTC"
        : null;

    /// <summary>
    /// What a number counts since 1970, if that makes it a time of the days around its receipt: <c>seconds</c> and the like. Null where
    /// nothing does.
    /// </summary>
    public static (string Word, string Unit)? UnitOf(double number, DateTimeOffset received)
    {
        foreach (var (word, unit, perSecond) in Units)
        {
            if (Math.Abs((number / perSecond) - received.ToUnixTimeSeconds()) < Days.TotalSeconds) return (word, unit);
        }

        return null;
    }

    /// <summary>What to do about it.</summary>
    public const string Advice =
        "name the zone that the sensor's clock shows, event_time.time_zone: such as Europe/Berlin, or let the sensor send UTC or an offset";
}
