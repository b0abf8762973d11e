using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Rx.Windows.Grids;

/// <summary>
/// Windows by a calendar. One begins at the first instant at which the zone's clock shows its boundary, or, where the clock jumps over
/// it, a later time. So each instant is in exactly one, whatever the clock does: a day has 23 or 25 hours when it changes, and none at
/// all where a country left a date out. Not safe for concurrent use.
/// </summary>
internal sealed class CalendarGrid(CalendarRule rule) : WindowGrid
{
    // 1 January 1970, and the Monday before, in days since 1 January of the year 1, which was a Monday.
    private const long Epoch = 719_162;
    private const long EpochMonday = 719_159;

    private readonly LocalClock _clock = new(rule.Zone);
    private long _start = 1;
    private long _end;

    public override long FirstStart(long time)
    {
        Find(time);
        return _start;
    }

    public override long NextStart(long start) => EndOf(start);

    public override long EndOf(long start)
    {
        Find(start);
        return _end;
    }

    // Keys follow each other in time: the last window is nearly always the one that is asked for.
    private void Find(long time)
    {
        if (time >= _start && time < _end) return;
        // What the clock shows has begun; where it was put back over a boundary, a later window has too.
        var number = NumberAt(_clock.At(time));
        while (Begin(number + 1) <= time) number++;
        (_start, _end) = (Begin(number), Begin(number + 1));
    }

    private long Begin(long number) => _clock.FirstInstant(BoundaryOf(number));

    private long NumberAt(DateTime local)
    {
        var day = local.Ticks / TimeSpan.TicksPerDay;
        return rule.Unit switch
        {
            CalendarUnit.Day => Floor(day - Epoch, rule.Count),
            CalendarUnit.Week => Floor(day - EpochMonday - rule.WeekStart, 7L * rule.Count),
            CalendarUnit.Month => Floor((local.Year * 12L) + local.Month - 1, rule.Count),
            CalendarUnit.Year => Floor(local.Year, rule.Count),
            _ => (day * rule.At.Count) + rule.At.Count(at => at <= local.TimeOfDay) - 1,
        };
    }

    private DateTime BoundaryOf(long number)
    {
        var first = number * rule.Count;
        return rule.Unit switch
        {
            CalendarUnit.Day => OfDay(first + Epoch),
            CalendarUnit.Week => OfDay((7 * first) + EpochMonday + rule.WeekStart),
            CalendarUnit.Month => new DateTime((int)Floor(first, 12), (int)(first - (12 * Floor(first, 12))) + 1, 1),
            CalendarUnit.Year => new DateTime((int)first, 1, 1),
            _ => OfDay(Floor(number, rule.At.Count)) + rule.At[(int)(number - (rule.At.Count * Floor(number, rule.At.Count)))],
        };
    }

    private static DateTime OfDay(long day) => new(day * TimeSpan.TicksPerDay);

    private static long Floor(long value, long by) => (value - (((value % by) + by) % by)) / by;
}
