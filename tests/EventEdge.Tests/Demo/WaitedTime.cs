using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EventEdge.Tests.Demo;

/// <summary>A clock set by hand that knows whether someone waits for it, so that a test never moves on before the code has.</summary>
internal sealed class WaitedTime : FakeTimeProvider
{
    private int _waiting;

    /// <summary>Waits that fire once and have not fired yet.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan || dueTime == Timeout.InfiniteTimeSpan)
            return base.CreateTimer(callback, state, dueTime, period);
        var timer = base.CreateTimer(fired =>
        {
            Interlocked.Decrement(ref _waiting);
            callback(fired);
        }, state, dueTime, period);
        // Counted when it is armed: whoever sees the count may move the clock.
        Interlocked.Increment(ref _waiting);
        return timer;
    }
}
