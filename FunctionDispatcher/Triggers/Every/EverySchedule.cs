using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.FunctionDispatcher.Triggers.Every;

/// <summary>
/// Every multiple of a period since the Unix epoch, shifted by an offset: the same instants after every restart and on every node.
/// </summary>
internal sealed class EverySchedule(TimeSpan period, TimeSpan offset) : ISchedule
{
    public DateTimeOffset? After(DateTimeOffset instant)
    {
        var next = NumberOf(instant) + 1;
        return next > NumberOf(DateTimeOffset.MaxValue) ? null : InstantOf(next);
    }

    public IReadOnlyList<DateTimeOffset> Newest(DateTimeOffset after, DateTimeOffset through, int limit)
    {
        var last = NumberOf(through);
        var first = Math.Max(NumberOf(after), last - limit) + 1;
        return first > last ? [] : [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => InstantOf(first + i))];
    }

    public long CountOf(DateTimeOffset after, DateTimeOffset through) => Math.Max(0, NumberOf(through) - NumberOf(after));

    /// <summary>The number of the last instant that is not after a time.</summary>
    private long NumberOf(DateTimeOffset time)
    {
        var since = (time - DateTimeOffset.UnixEpoch - offset).Ticks;
        var number = since / period.Ticks;
        return since % period.Ticks < 0 ? number - 1 : number;
    }

    private DateTimeOffset InstantOf(long number) => DateTimeOffset.UnixEpoch + offset + TimeSpan.FromTicks(number * period.Ticks);
}
