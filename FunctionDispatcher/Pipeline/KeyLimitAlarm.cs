using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>Reports that a binding has no room for further keys, at most once an hour of recorded time.</summary>
internal sealed class KeyLimitAlarm(string binding, int limit, Action<string, int>? report)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromHours(1);

    private long _reportedAt = Ticks.Never;

    /// <summary>A key was refused.</summary>
    /// <param name="now">Recorded time.</param>
    public void Raise(long now)
    {
        if (_reportedAt != Ticks.Never && now - _reportedAt < ReportEvery.Ticks) return;
        _reportedAt = now;
        report?.Invoke(binding, limit);
    }
}
