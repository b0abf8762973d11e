using System.Collections.Immutable;

namespace EventEdge.FunctionDispatcher.Runtimes;

/// <summary>
/// Watches the calls of every binding's function from one timer. A call is never reported before its limit, and always by the limit plus
/// two looks; looks come four times in the shortest limit, at least every second and at most every 10 ms.
/// </summary>
public sealed class FunctionWatchdog : IDisposable
{
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly TimeSpan _hangLimit;
    private readonly Lock _looking = new();
    private ImmutableArray<FunctionGuard> _guards = [];
    private TimeSpan _period = LongestPeriod;

    /// <summary>A watchdog on this clock.</summary>
    /// <param name="time">Where time comes from.</param>
    /// <param name="hangLimit">How long a call may run, whatever its own limit, until it counts as hung. Null: for ever.</param>
    public FunctionWatchdog(TimeProvider time, TimeSpan? hangLimit = null)
    {
        _time = time;
        _hangLimit = hangLimit ?? TimeSpan.MaxValue;
        _timer = time.CreateTimer(_ => Look(), null, _period, _period);
    }

    /// <summary>Whose function is in a call beyond its limit at this moment.</summary>
    public IReadOnlyList<string> Overdue => [.. _guards.Where(guard => guard.IsOverdue).Select(guard => guard.Name)];

    /// <summary>Starts to watch a function.</summary>
    /// <param name="timeout">Longest one call may take, above zero.</param>
    /// <param name="onOverdue">Told once for each call beyond it, from another thread while the call still runs; must not throw.</param>
    /// <param name="onHung">Told once for each call that hangs, likewise.</param>
    /// <param name="name">Whose function it is, for <see cref="Overdue"/>.</param>
    public FunctionGuard Watch(TimeSpan timeout, Action onOverdue, Action? onHung = null, string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        var guard = new FunctionGuard(name, timeout, onOverdue, _hangLimit, onHung ?? (() => { }));
        lock (_looking)
        {
            _guards = _guards.Add(guard);
            Hasten(timeout / 4);
        }

        return guard;
    }

    /// <summary>Stops watching a function.</summary>
    public void Forget(FunctionGuard guard)
    {
        lock (_looking) _guards = _guards.Remove(guard);
    }

    /// <summary>Stops watching all of them.</summary>
    public void Dispose() => _timer.Dispose();

    private void Hasten(TimeSpan period)
    {
        if (period < ShortestPeriod) period = ShortestPeriod;
        if (period >= _period) return;
        _period = period;
        _timer.Change(period, period);
    }

    // A look that is still busy reporting makes the next one superfluous, not late.
    private void Look()
    {
        if (!_looking.TryEnter()) return;
        try
        {
            foreach (var guard in _guards) guard.Look(_time);
        }
        finally
        {
            _looking.Exit();
        }
    }
}
