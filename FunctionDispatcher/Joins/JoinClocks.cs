using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Joins;

/// <summary>The watermarks of both sides of a join.</summary>
internal sealed class JoinClocks
{
    // Clocks are forgotten after such a silence, or twice the longest wait of their side.
    private static readonly TimeSpan ForgetMinimum = TimeSpan.FromDays(1);

    private readonly JoinRules _rules;

    public JoinClocks(JoinRules rules)
    {
        _rules = rules;
        Trackers = [.. rules.Time.Select(time => new WatermarkTracker(time, ForgetAfter(time)))];
    }

    /// <summary>By <see cref="JoinPart"/>.</summary>
    public IReadOnlyList<WatermarkTracker> Trackers { get; }

    /// <summary>Recorded time at which the next clock comes to rest, or is forgotten.</summary>
    public long NextDue => Math.Min(
        Math.Min(Trackers[0].NextRest, Trackers[0].NextForget), Math.Min(Trackers[1].NextRest, Trackers[1].NextForget));

    /// <summary>Takes a timestamp in.</summary>
    public void Observe(KeyJoin join, JoinPart part, in FieldValue clock, long timestamp, in RecordedTime recorded, long number)
    {
        var (side, other) = (join[part], join[part == JoinPart.Own ? JoinPart.Other : JoinPart.Own]);
        var isNewest = timestamp > side.Fastest;
        Trackers[(int)part].Observe(side, clock, timestamp, recorded, number);
        // A side that never came goes on as the one that does.
        if (isNewest && other.Clocks == 0) other.Behind = recorded.Now - timestamp;
    }

    /// <summary>The watermark of a side at a reading; while no clock of it counts, as it goes on by recorded time.</summary>
    public long CertainTo(JoinSide side, in RecordedTime recorded, long reading) => side.Counting > 0
        ? side.Watermark
        : Math.Max(side.Watermark, Trackers[(int)side.Part].CarriedWatermark(side, recorded, reading));

    /// <summary>Up to where events of a side may still come when it has come to a watermark.</summary>
    public long HorizonOf(JoinSide side, long watermark) =>
        watermark == Ticks.Never ? Ticks.Never : watermark - _rules.LatenessOf(side.Part);

    /// <summary>Events of a side that are before it are late.</summary>
    public long LateBefore(JoinSide side) => Math.Max(side.Cut, HorizonOf(side, side.Watermark));

    /// <summary>Lets a clock rest that comes to rest at an instant; the key it is of, or null when none does.</summary>
    public KeyJoin? Rest(long due, in RecordedTime recorded)
    {
        foreach (var tracker in Trackers)
        {
            if (tracker.NextRest == due) return ((JoinSide)tracker.RestOldest(recorded)).Join;
        }

        return null;
    }

    /// <summary>Forgets a clock that is forgotten at an instant; the key it was of, or null when none is.</summary>
    public KeyJoin? Forget(long due)
    {
        foreach (var tracker in Trackers)
        {
            if (tracker.NextForget == due) return ((JoinSide)tracker.ForgetOldest()).Join;
        }

        return null;
    }

    private TimeSpan ForgetAfter(EventTimeRules time)
    {
        var twice = 2 * (TimeSpan.FromTicks(_rules.Within) + time.OutOfOrder + time.AllowedLateness + time.IdleTimeout);
        return twice > ForgetMinimum ? twice : ForgetMinimum;
    }
}
