using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Calls;

/// <summary>
/// A clock set by hand that knows which timers are running, so that a test never moves on before the code waits. They are told apart by
/// their length: the time limit of a call runs beside the pauses between calls.
/// </summary>
internal sealed class WaitedTime : FakeTimeProvider
{
    private readonly ConcurrentDictionary<CountedTimer, TimeSpan> _running = new();

    /// <summary>Whether a timer of this length will fire once, has not fired and is not disposed.</summary>
    public bool IsWaitingFor(TimeSpan length) => _running.Values.Contains(length);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan || dueTime == Timeout.InfiniteTimeSpan)
            return base.CreateTimer(callback, state, dueTime, period);
        var counted = new CountedTimer(this);
        counted.Inner = base.CreateTimer(
            fired =>
            {
                counted.Leave();
                callback(fired);
            },
            state,
            dueTime,
            period);
        // Counted when it is armed: whoever sees it may move the clock.
        _running[counted] = dueTime;
        return counted;
    }

    private sealed class CountedTimer(WaitedTime time) : ITimer
    {
        public ITimer Inner { get; set; } = null!;

        public void Leave() => time._running.TryRemove(this, out _);

        public bool Change(TimeSpan dueTime, TimeSpan period) => Inner.Change(dueTime, period);

        public void Dispose()
        {
            Leave();
            Inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Leave();
            return Inner.DisposeAsync();
        }
    }
}
