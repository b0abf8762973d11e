using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Node.Support;

/// <summary>A clock that remembers what it was asked to wait for.</summary>
internal sealed class WatchedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    /// <summary>How long was waited for, each time.</summary>
    public ConcurrentBag<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Add(dueTime);
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
