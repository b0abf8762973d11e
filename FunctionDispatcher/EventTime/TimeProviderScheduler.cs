using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace EventEdge.FunctionDispatcher.EventTime;

/// <summary>An Rx scheduler on the timers of a <see cref="TimeProvider"/>.</summary>
internal sealed class TimeProviderScheduler(TimeProvider time) : LocalScheduler
{
    public override DateTimeOffset Now => time.GetUtcNow();

    public override IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        var work = new MultipleAssignmentDisposable();
        var timer = time.CreateTimer(_ => work.Disposable = action(this, state), null, Scheduler.Normalize(dueTime), Timeout.InfiniteTimeSpan);
        return StableCompositeDisposable.Create(timer, work);
    }
}
