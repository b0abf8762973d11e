namespace EventEdge.FunctionDispatcher.Runtimes;

/// <summary>
/// Tells which calls of one binding's function took too long. Code in the node's own process cannot be stopped; so a call beyond its limit
/// is reported once while it still runs, and when it returns after all, <see cref="End"/> says so and the caller drops its result. What is
/// reported and what <see cref="End"/> says always agree. A call costs one interlocked operation and no look at a clock. One call at a
/// time.
/// </summary>
public sealed class FunctionGuard
{
    private const long Running = 1;
    private const long Overdue = 2;
    private const long NextCall = 4;

    private readonly TimeSpan _timeout;
    private readonly Action _onOverdue;
    private readonly TimeSpan _hangLimit;
    private readonly Action _onHung;
    private long _calls;
    private long _state;
    private long _watched;
    private long _watchedSince;
    private bool _isHung;

    internal FunctionGuard(string name, TimeSpan timeout, Action onOverdue, TimeSpan hangLimit, Action onHung)
    {
        Name = name;
        _timeout = timeout;
        _onOverdue = onOverdue;
        _hangLimit = hangLimit;
        _onHung = onHung;
    }

    /// <summary>Whose function it is.</summary>
    internal string Name { get; }

    /// <summary>Whether a call is running beyond its limit.</summary>
    internal bool IsOverdue => (Volatile.Read(ref _state) & Overdue) != 0;

    /// <summary>A call begins.</summary>
    public void Begin() => Volatile.Write(ref _state, (_calls += NextCall) | Running);

    /// <summary>
    /// The call is over, by result or by exception. True when it had been reported as overdue: its result must be discarded.
    /// </summary>
    public bool End() => (Interlocked.Exchange(ref _state, 0) & Overdue) != 0;

    /// <summary>Looks at the call that is running, if any. Called by the watchdog alone, one look at a time.</summary>
    internal void Look(TimeProvider time)
    {
        var seen = Volatile.Read(ref _state);
        if (seen == 0) return;
        var call = seen & ~Overdue;
        if (call != _watched)
        {
            (_watched, _watchedSince, _isHung) = (call, time.GetTimestamp(), false);
            return;
        }

        var elapsed = time.GetElapsedTime(_watchedSince);
        if ((seen & Overdue) == 0 && elapsed >= _timeout && Interlocked.CompareExchange(ref _state, seen | Overdue, seen) == seen)
            _onOverdue();
        if (_isHung || elapsed < _hangLimit || elapsed < _timeout) return;
        _isHung = true;
        _onHung();
    }
}
