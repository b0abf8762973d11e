using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>
/// Moves each group's watermark with the slowest of its clocks that count. A clock counts from its first timestamp; it rests when its
/// timestamp has not advanced for <c>idle_timeout</c> of recorded time (silent, or stuck), or when it stays so far behind most others of
/// its group that it must be wrong. It counts again as soon as its timestamp advances within reach of the others. No clock moves time
/// beyond the time of receipt, as far as the node knows it: one that is fast, and for the moment alone, would make the others late.
/// </summary>
internal sealed class WatermarkTracker(EventTimeRules time, TimeSpan forgetAfter)
{
    private readonly ClockList _counting = new();
    private readonly ClockList _idle = new();
    private readonly long _outOfOrder = time.OutOfOrder.Ticks;
    private readonly long _idleTimeout = time.IdleTimeout.Ticks;
    private readonly long _forgetAfter = forgetAfter.Ticks;

    // No clock in order can be further behind another: nobody is more than future_limit ahead, nor silent for longer than idle_timeout.
    private readonly long _reach = (time.FutureLimit + time.OutOfOrder + time.AllowedLateness + time.IdleTimeout).Ticks;

    /// <summary>Clocks known.</summary>
    public int Clocks { get; private set; }

    /// <summary>Recorded time at which the next clock comes to rest.</summary>
    public long NextRest => _counting.Oldest is { } clock ? clock.Since + _idleTimeout : Ticks.Forever;

    /// <summary>Recorded time at which the next idle clock is forgotten.</summary>
    public long NextForget => _idle.Oldest is { } clock ? clock.Since + _forgetAfter : Ticks.Forever;

    /// <summary>Number of the event that last moved the next clock to rest.</summary>
    public long NextToRest => _counting.Oldest!.Touched;

    /// <summary>The clocks that count, and those that rest, each in the order they come to the end of it.</summary>
    public IReadOnlyList<ClockList> Lists => [_counting, _idle];

    /// <summary>
    /// Takes a timestamp in and moves the group's watermark. <paramref name="number"/> is the event's, among all of its binding.
    /// </summary>
    public void Observe(ClockGroup group, in FieldValue id, long timestamp, in RecordedTime recorded, long number)
    {
        var now = recorded.Now;
        var clock = group.Find(id);
        if (clock is null)
        {
            _idle.Append(clock = group.Introduce(id));
            Clocks++;
        }
        else if (timestamp <= clock.Timestamp) return;
        clock.Timestamp = timestamp;
        (clock.Since, clock.Touched) = (now, number);
        if (clock.Counts)
        {
            group.Settle(clock);
            _counting.MoveToNewest(clock);
        }
        else if (IsOutOfReach(group, timestamp))
        {
            _idle.MoveToNewest(clock);
            return;
        }
        else
        {
            _idle.Remove(clock);
            _counting.Append(clock);
            group.Count(clock);
        }
        if (timestamp > group.Fastest) group.Fastest = timestamp;
        LeaveStragglers(group, now, number);
        MoveWatermark(group, recorded.Horizon);
    }

    /// <summary>Puts a clock back at the end of a list.</summary>
    public void Restore(SourceClock clock, int list)
    {
        Lists[list].Append(clock);
        Clocks++;
    }

    /// <summary>Lets the clock rest that has not advanced for longest, and moves its group's watermark when others still count.</summary>
    public ClockGroup RestOldest(in RecordedTime recorded)
    {
        var clock = _counting.Oldest!;
        clock.Group.Behind = clock.Since - clock.Timestamp;
        Rest(clock, NextRest);
        if (clock.Group.Counting > 0) MoveWatermark(clock.Group, recorded.HorizonAt(clock.Since));
        return clock.Group;
    }

    /// <summary>
    /// The reading of recorded time at which a group that nobody counts in, whose last clock goes on as it went, has its watermark at an
    /// instant, and has waited <c>idle_timeout</c> for what may still come. A clock further behind than one in order can be is history that
    /// somebody fills in: there recorded time counts.
    /// </summary>
    public long DueAt(ClockGroup group, long watermark, in RecordedTime recorded) =>
        watermark + _outOfOrder + _idleTimeout + BehindOf(group, recorded, recorded.Now);

    /// <summary>The reading of recorded time at which a clock that counts comes to rest, if it does not advance.</summary>
    public long RestAt(SourceClock clock) => clock.Since + _idleTimeout;

    /// <summary>
    /// The reading at which a group, if nothing more comes of any of its clocks, has its watermark at an instant and has waited for what
    /// may still come.
    /// </summary>
    public long SilentAt(ClockGroup group, long watermark, in RecordedTime recorded)
    {
        if (group.Counting == 0) return DueAt(group, watermark, recorded);
        var last = group.All.Where(clock => clock.Counts).MaxBy(clock => clock.Since)!;
        var rest = RestAt(last);
        return Math.Max(rest, watermark + _outOfOrder + _idleTimeout + BehindOf(last.Since - last.Timestamp, recorded, rest));
    }

    /// <summary>
    /// A group's watermark once recorded time has come to where it stands, without an event: clocks that rest by then hold it back no
    /// longer, but for the last of all.
    /// </summary>
    public long WatermarkAt(ClockGroup group, in RecordedTime recorded)
    {
        var watermark = group.Watermark;
        var counting = group.All.Where(clock => clock.Counts).OrderBy(RestAt).ToList();
        for (var resting = 0; resting + 1 < counting.Count && RestAt(counting[resting]) is var at && at <= recorded.Now; resting++)
        {
            var slowest = counting.Skip(resting + 1).Min(clock => clock.Timestamp);
            watermark = Math.Max(watermark, WatermarkOf(slowest, recorded.HorizonAt(at)));
        }

        return watermark;
    }

    /// <summary>The watermark of such a group at a reading.</summary>
    public long CarriedWatermark(ClockGroup group, in RecordedTime recorded, long reading) =>
        reading - _outOfOrder - _idleTimeout - BehindOf(group, recorded, reading);

    /// <summary>Forgets the clock that has rested for longest.</summary>
    public ClockGroup ForgetOldest()
    {
        var clock = _idle.Oldest!;
        _idle.Remove(clock);
        clock.Group.Forget(clock);
        Clocks--;
        return clock.Group;
    }

    // A newcomer cannot be told from the others while one of them is as far behind: then all count, until most of them agree.
    private bool IsOutOfReach(ClockGroup group, long timestamp) =>
        group.Counting >= 2 && timestamp < group.Fastest - _reach && group.Slowest.Timestamp >= group.Fastest - _reach;

    private void LeaveStragglers(ClockGroup group, long now, long number)
    {
        if (group.Counting < 3 || group.Slowest.Timestamp >= group.Fastest - _reach) return;
        foreach (var clock in group.Stragglers(group.Fastest - _reach))
        {
            clock.Touched = number;
            Rest(clock, now);
        }
    }

    private void MoveWatermark(ClockGroup group, long horizon)
    {
        var watermark = WatermarkOf(group.Slowest.Timestamp, horizon);
        if (watermark > group.Watermark) group.Watermark = watermark;
    }

    private long WatermarkOf(long slowest, long horizon) => Math.Min(slowest, horizon) - _outOfOrder;

    // By how much the group's time is less than a reading. Where the node's clock was never set, nobody knows how late it is.
    private long BehindOf(ClockGroup group, in RecordedTime recorded, long reading) => BehindOf(group.Behind, recorded, reading);

    private long BehindOf(long behind, in RecordedTime recorded, long reading)
    {
        var horizon = recorded.HorizonAt(reading);
        if (horizon == Ticks.Forever) return behind;
        var shift = horizon - reading;
        return Math.Clamp(behind + shift, 0, _reach) - shift;
    }

    private void Rest(SourceClock clock, long since)
    {
        clock.Group.Rest(clock);
        clock.Since = since;
        _counting.Remove(clock);
        _idle.Append(clock);
    }
}
