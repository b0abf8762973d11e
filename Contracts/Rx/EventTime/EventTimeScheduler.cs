using System.Reactive.Concurrency;

namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>
/// An Rx scheduler on event time: its clock stands still until <see cref="AdvanceTo"/> moves it, forward only, and runs on the caller's
/// thread what has become due, in order. What scheduled work throws reaches that caller. Not safe for
/// concurrent use: it belongs to one binding's loop.
/// </summary>
public sealed class EventTimeScheduler : VirtualTimeScheduler<DateTimeOffset, TimeSpan>
{
    /// <summary>A scheduler whose clock starts at the first instant of the calendar.</summary>
    public EventTimeScheduler()
        : base(DateTimeOffset.MinValue, Comparer<DateTimeOffset>.Default)
    {
    }

    /// <summary>Event time. Moving to an earlier instant does nothing; a call from within scheduled work does nothing either.</summary>
    public new void AdvanceTo(DateTimeOffset time)
    {
        if (time < Clock || IsEnabled) return;
        try
        {
            base.AdvanceTo(time);
        }
        finally
        {
            // The base leaves itself running when work throws, and would never run again.
            Stop();
        }
    }

    /// <inheritdoc />
    protected override DateTimeOffset Add(DateTimeOffset absolute, TimeSpan relative) =>
        relative > DateTimeOffset.MaxValue - absolute ? DateTimeOffset.MaxValue : absolute + relative;

    /// <inheritdoc />
    protected override DateTimeOffset ToDateTimeOffset(DateTimeOffset absolute) => absolute;

    /// <inheritdoc />
    protected override TimeSpan ToRelative(TimeSpan timeSpan) => timeSpan;
}
