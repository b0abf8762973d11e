using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>An Rx scheduler on the timers of a <see cref="TimeProvider"/>; its stopwatches too tell that provider's time.</summary>
internal sealed class TimeProviderScheduler(TimeProvider time) : LocalScheduler, ISchedulerPeriodic
{
    public override DateTimeOffset Now => time.GetUtcNow();

    public override IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        var work = new MultipleAssignmentDisposable();
        var due = Scheduler.Normalize(dueTime);
        var timer = time.CreateTimer(_ => work.Disposable = action(this, state), null, due, Timeout.InfiniteTimeSpan);
        return StableCompositeDisposable.Create(timer, work);
    }

    public IDisposable SchedulePeriodic<TState>(TState state, TimeSpan period, Func<TState, TState> action)
    {
        var gate = new Lock();
        return time.CreateTimer(
            _ =>
            {
                lock (gate) state = action(state);
            },
            null,
            period,
            period);
    }

    public override IStopwatch StartStopwatch() => new Stopwatch(time, time.GetTimestamp());

    private sealed class Stopwatch(TimeProvider time, long start) : IStopwatch
    {
        public TimeSpan Elapsed => time.GetElapsedTime(start);
    }
}
