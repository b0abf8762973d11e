using EventEdge.FunctionDispatcher.Runtimes.Scaling;

namespace EventEdge.FunctionDispatcher.Runtimes.Pools;

/// <summary>Counts what a pool does, and what it would do with the fixed idle time. Belongs to the pool's lock.</summary>
internal sealed class UsageMeter(ScaleConfig scale)
{
    private long _calls;
    private long _coldStarts;
    private long _coldStartsFixed;
    private double _idle;
    private double _idleFixed;

    /// <summary>A call came after a pause; null where others were under way, or it was the first.</summary>
    public void Arrived(TimeSpan? pause)
    {
        _calls++;
        if (pause is not { } rested)
        {
            if (_calls == 1 && scale.Min == 0) _coldStartsFixed++;
            return;
        }

        if (rested > scale.Idle && scale.Min == 0) _coldStartsFixed++;
        _idleFixed += Math.Max(scale.Min * rested.TotalSeconds, Math.Min(rested.TotalSeconds, scale.Idle.TotalSeconds));
    }

    /// <summary>A call had to start its instance.</summary>
    public void StartedCold() => _coldStarts++;

    /// <summary>So many instances rested for so long.</summary>
    public void Rested(int instances, TimeSpan time) => _idle += instances * time.TotalSeconds;

    public FunctionUsage Read(int working, int idle, int waiting, long bytes) => new()
    {
        Calls = _calls,
        ColdStarts = _coldStarts,
        ColdStartsFixed = _coldStartsFixed,
        Working = working,
        Idle = idle,
        Waiting = waiting,
        IdleSeconds = _idle,
        IdleSecondsFixed = _idleFixed,
        InstanceBytes = bytes,
    };
}
