namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>Clocks from the one that has waited longest to the newest; every change in constant time.</summary>
internal sealed class ClockList
{
    private SourceClock? _newest;

    public SourceClock? Oldest { get; private set; }

    public void Append(SourceClock clock)
    {
        clock.Older = _newest;
        if (_newest is null) Oldest = clock;
        else _newest.Newer = clock;
        _newest = clock;
    }

    public void Remove(SourceClock clock)
    {
        if (clock.Older is { } older) older.Newer = clock.Newer;
        else Oldest = clock.Newer;
        if (clock.Newer is { } newer) newer.Older = clock.Older;
        else _newest = clock.Older;
        clock.Older = clock.Newer = null;
    }

    public void MoveToNewest(SourceClock clock)
    {
        if (clock == _newest) return;
        Remove(clock);
        Append(clock);
    }

    public IEnumerable<SourceClock> OldestFirst()
    {
        for (var clock = Oldest; clock is not null; clock = clock.Newer) yield return clock;
    }
}
