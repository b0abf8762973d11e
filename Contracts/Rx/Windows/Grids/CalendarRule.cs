namespace EventEdge.Contracts.Rx.Windows.Grids;

/// <summary>Windows by a calendar and a wall clock: so many days, weeks, months or years of a time zone, or the shifts of its
/// days.</summary>
/// <param name="Unit">What is counted.</param>
/// <param name="Count">How many of it are in a window; above zero.</param>
/// <param name="Zone">Whose clock and calendar.</param>
internal sealed record CalendarRule(CalendarUnit Unit, int Count, TimeZoneInfo Zone)
{
    /// <summary>For weeks: how many days after Monday they begin; 0 to 6.</summary>
    public int WeekStart { get; init; }

    /// <summary>For shifts: the times of day at which they begin, ascending, each below a day.</summary>
    public IReadOnlyList<TimeSpan> At { get; init; } = [];

    /// <summary>No window is longer.</summary>
    public TimeSpan Longest => TimeSpan.FromDays(1 + (Count * Unit switch
    {
        CalendarUnit.Week => 7,
        CalendarUnit.Month => 31,
        CalendarUnit.Year => 366,
        _ => 1,
    }));
}

/// <summary>What the windows of a calendar are made of.</summary>
internal enum CalendarUnit
{
    /// <summary>From midnight to midnight.</summary>
    Day,

    /// <summary>Seven days.</summary>
    Week,

    /// <summary>From the first of a month.</summary>
    Month,

    /// <summary>From the first of January.</summary>
    Year,

    /// <summary>From one time of day to the next.</summary>
    Shift,
}
