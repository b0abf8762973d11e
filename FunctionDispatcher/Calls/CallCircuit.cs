namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>
/// Keeps a function that is broken altogether from using up the events: once several calls in a row have failed by crash or timeout, calls
/// are made one at a time with a growing pause in front of each, until one gets through. What waits stays in the journal. A function that
/// refuses an input in so many words is not broken.
/// </summary>
internal sealed class CallCircuit
{
    /// <summary>Failed calls in a row that open the circuit.</summary>
    public const int FailureLimit = 5;

    /// <summary>The first pause.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Lock _counting = new();
    private int _failures;
    private string? _trouble;
    private volatile string? _absence;
    private TimeSpan _pause;

    /// <summary>How long to wait before the next call; zero while the circuit is closed.</summary>
    public TimeSpan Pause
    {
        get
        {
            lock (_counting) return _pause;
        }
    }

    /// <summary>
    /// Why calls pause or reach no instance, or that the last one did not answer in its time; null when none of this is so.
    /// </summary>
    public string? Trouble
    {
        get
        {
            if (_absence is { } reason) return $"events wait for an instance of it: {reason}";
            lock (_counting) return _trouble;
        }
    }

    /// <summary>Why attempts at a call reach no instance; null when the last one did.</summary>
    public void Absent(string? reason) => _absence = reason;

    /// <summary>A call has ended for good. True when that opened the circuit or closed it.</summary>
    /// <param name="isBroken">It crashed or did not answer in its time.</param>
    /// <param name="reason">Why it failed.</param>
    /// <param name="timedOut">It did not answer in its time.</param>
    public bool Report(bool isBroken, string? reason = null, bool timedOut = false)
    {
        lock (_counting)
        {
            var before = _pause;
            _failures = isBroken ? _failures + 1 : 0;
            _pause = _failures < FailureLimit ? TimeSpan.Zero : Longer(_pause);
            _trouble = Sentence(reason, timedOut);
            return (before == TimeSpan.Zero) != (_pause == TimeSpan.Zero);
        }
    }

    private string? Sentence(string? reason, bool timedOut) => (_failures, timedOut) switch
    {
        (0, _) or ( < FailureLimit, false) => null,
        ( < FailureLimit, true) => $"its last call failed: {reason}",
        _ => $"its last {_failures} calls failed, so calls pause and events wait: {reason}",
    };

    private static TimeSpan Longer(TimeSpan pause) =>
        pause == TimeSpan.Zero ? ShortestPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
