using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>A timer on event time. A jump over several periods calls back once for each of them, at its own time.</summary>
internal sealed class EventTimeTimer(EventTimeScheduler scheduler, TimerCallback callback, object? state) : ITimer
{
    private readonly SerialDisposable _next = new();

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
        if (_next.IsDisposed) return false;
        _next.Disposable = dueTime == Timeout.InfiniteTimeSpan ? Disposable.Empty : Arm(dueTime, period);
        return true;
    }

    public void Dispose() => _next.Dispose();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private IDisposable Arm(TimeSpan dueTime, TimeSpan period) => scheduler.Schedule(dueTime, () =>
    {
        if (period > TimeSpan.Zero) _next.Disposable = Arm(period, period);
        callback(state);
    });
}
