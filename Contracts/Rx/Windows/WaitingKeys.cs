using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Rx.Windows;

/// <summary>The keys that wait for recorded time: for their windows to count as complete, or to be shown before they are.</summary>
/// <param name="early">How long after an event a key shows what it has open, in ticks; <see cref="Ticks.Forever"/> for never.</param>
internal sealed class WaitingKeys(long early)
{
    /// <summary>Keys without a counting clock.</summary>
    public SilentKeys Silent { get; } = new();

    /// <summary>Keys that will show what they have open, next first.</summary>
    public Queue<AwaitedShowing> Showings { get; } = new();

    /// <summary>When the next is due, in ticks of recorded time.</summary>
    public long NextDue => Math.Min(Silent.NextDue, Showings.TryPeek(out var next) ? next.Due : Ticks.Forever);

    /// <summary>
    /// While no clock of a key counts, its windows are complete once its time, as it goes on without them, has passed their ends.
    /// </summary>
    public void AwaitSilence(KeyGroup group, long earliest, WatermarkTracker watermarks, in RecordedTime recorded)
    {
        if (group.Windows.NextSilent is < Ticks.Forever and var watermark)
            Silent.Await(group, Math.Max(earliest, watermarks.DueAt(group, watermark, recorded)));
    }

    /// <summary>A key has taken an event. Returns when it is shown at the latest.</summary>
    public long AwaitShowing(KeyGroup group, long now, long number)
    {
        if (early == Ticks.Forever || group.AwaitsShowing) return NextDue;
        group.AwaitsShowing = true;
        Showings.Enqueue(new(group, now + early, number));
        return now + early;
    }

    /// <summary>Takes the next one, which is due at an instant.</summary>
    public KeyGroup Take(long due, out FiringOrder order)
    {
        if (Silent.NextDue == due)
        {
            var silent = Silent.Take();
            order = new(due, FiringKind.Silence, silent.Ordinal);
            return silent;
        }

        var (group, _, number) = Showings.Dequeue();
        group.AwaitsShowing = false;
        order = new(due, FiringKind.Early, number);
        return group;
    }

    public void Clear()
    {
        Silent.Clear();
        Showings.Clear();
    }
}
