using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Calls;

/// <summary>A clock set by hand that knows how many timers are running, so that a test never moves on before the code waits.</summary>
internal sealed class WaitedTime : FakeTimeProvider
{
    private int _waiting;

    /// <summary>Timers that will fire once, have not fired and are not disposed.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan || dueTime == Timeout.InfiniteTimeSpan) return base.CreateTimer(callback, state, dueTime, period);
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
        Interlocked.Increment(ref _waiting);
        return counted;
    }

    private sealed class CountedTimer(WaitedTime time) : ITimer
    {
        private int _left;

        public ITimer Inner { get; set; } = null!;

        public void Leave()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) Interlocked.Decrement(ref time._waiting);
        }

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
