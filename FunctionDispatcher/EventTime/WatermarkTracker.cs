using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.EventTime;

/// <summary>
/// Moves each group's watermark with the slowest of its clocks that count. A clock counts from its first stamp; it rests when its stamp
/// has not advanced for <c>idle_timeout</c> of recorded time (silent, or stuck), or when it stays so far behind most others of its group
/// that it must be wrong. It counts again as soon as its stamp advances within reach of the others. No clock moves time beyond the time of
/// receipt, as far as the node knows it: one that is fast, and for the moment alone, would make the others late.
/// </summary>
internal sealed class WatermarkTracker(EventTimeConfig time, TimeSpan forgetAfter)
{
    private readonly ClockList _counting = new();
    private readonly ClockList _resting = new();
    private readonly long _outOfOrder = time.OutOfOrder.Ticks;
    private readonly long _idleTimeout = time.IdleTimeout.Ticks;
    private readonly long _forgetAfter = forgetAfter.Ticks;

    // No clock in order can be further behind another: nobody is more than future_limit ahead, nor silent for longer than idle_timeout.
    private readonly long _reach = (time.FutureLimit + time.OutOfOrder + time.AllowedLateness + time.IdleTimeout).Ticks;

    /// <summary>Recorded time at which the next clock comes to rest.</summary>
    public long NextRest => _counting.Oldest is { } clock ? clock.Since + _idleTimeout : Ticks.Forever;

    /// <summary>Recorded time at which the next resting clock is forgotten.</summary>
    public long NextForget => _resting.Oldest is { } clock ? clock.Since + _forgetAfter : Ticks.Forever;

    /// <summary>Takes a stamp in and moves the group's watermark.</summary>
    public void Observe(ClockGroup group, in FieldValue id, long stamp, in RecordedTime recorded)
    {
        var now = recorded.Now;
        var clock = group.Find(id);
        if (clock is null) _resting.Append(clock = group.Introduce(id));
        else if (stamp <= clock.Stamp) return;
        clock.Stamp = stamp;
        clock.Since = now;
        if (clock.Counts)
        {
            group.Settle(clock);
            _counting.MoveToNewest(clock);
        }
        else if (IsOutOfReach(group, stamp))
        {
            _resting.MoveToNewest(clock);
            return;
        }
        else
        {
            _resting.Remove(clock);
            _counting.Append(clock);
            group.Count(clock);
        }
        if (stamp > group.Fastest) group.Fastest = stamp;
        LeaveStragglers(group, now);
        MoveWatermark(group, recorded.Horizon);
    }

    /// <summary>Lets the clock rest that has not advanced for longest, and moves its group's watermark when others still count.</summary>
    public ClockGroup RestOldest(in RecordedTime recorded)
    {
        var clock = _counting.Oldest!;
        Rest(clock, NextRest);
        if (clock.Group.Counting > 0) MoveWatermark(clock.Group, recorded.HorizonAt(clock.Since));
        return clock.Group;
    }

    /// <summary>Forgets the clock that has rested for longest.</summary>
    public ClockGroup ForgetOldest()
    {
        var clock = _resting.Oldest!;
        _resting.Remove(clock);
        clock.Group.Forget(clock);
        return clock.Group;
    }

    public void Save(BinaryWriter writer, Func<ClockGroup, int> indexOf)
    {
        foreach (var list in (ClockList[])[_counting, _resting])
        {
            writer.Write(list.OldestFirst().Count());
            foreach (var clock in list.OldestFirst())
            {
                writer.Write(indexOf(clock.Group));
                writer.WriteValue(clock.Id);
                writer.Write(clock.Stamp);
                writer.Write(clock.Since);
                writer.Write(clock.Place);
            }
        }
    }

    public void Load(BinaryReader reader, Func<int, ClockGroup> groupAt)
    {
        foreach (var list in (ClockList[])[_counting, _resting])
        {
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                var group = groupAt(reader.ReadInt32());
                var clock = group.Introduce(reader.ReadValue());
                clock.Stamp = reader.ReadInt64();
                clock.Since = reader.ReadInt64();
                group.Restore(clock, reader.ReadInt32());
                list.Append(clock);
            }
        }
    }

    // A newcomer cannot be told from the others while one of them is as far behind: then all count, until most of them agree.
    private bool IsOutOfReach(ClockGroup group, long stamp) =>
        group.Counting >= 2 && stamp < group.Fastest - _reach && group.Slowest.Stamp >= group.Fastest - _reach;

    private void LeaveStragglers(ClockGroup group, long now)
    {
        if (group.Counting < 3 || group.Slowest.Stamp >= group.Fastest - _reach) return;
        foreach (var clock in group.Stragglers(group.Fastest - _reach)) Rest(clock, now);
    }

    private void MoveWatermark(ClockGroup group, long horizon)
    {
        var watermark = Math.Min(group.Slowest.Stamp, horizon) - _outOfOrder;
        if (watermark > group.Watermark) group.Watermark = watermark;
    }

    private void Rest(SourceClock clock, long since)
    {
        clock.Group.Rest(clock);
        clock.Since = since;
        _counting.Remove(clock);
        _resting.Append(clock);
    }
}
