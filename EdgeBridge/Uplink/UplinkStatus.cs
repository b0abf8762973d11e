namespace EventEdge.EdgeBridge.Uplink;

/// <summary>How the uplink is doing; written by the worker, read from anywhere.</summary>
/// <param name="time">Clock of <see cref="Since"/>.</param>
public sealed class UplinkStatus(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long _since;
    private volatile UplinkState _state = UplinkState.Starting;
    private volatile string? _lastError;
    private long _frames;
    private long _points;
    private long _bytes;
    private long _resent;

    /// <summary>Raised after each change of <see cref="State"/>, on the worker's thread.</summary>
    public event Action<UplinkState>? Changed;

    /// <summary>Whether results get through.</summary>
    public UplinkState State => _state;

    /// <summary>Since when <see cref="State"/> is what it is; null before its first change.</summary>
    public DateTimeOffset? Since => Interlocked.Read(ref _since) is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : null;

    /// <summary>The last thing that went wrong; null when nothing did.</summary>
    public string? LastError => _lastError;

    /// <summary>Frames confirmed since the process started.</summary>
    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>Points in them.</summary>
    public long Points => Interlocked.Read(ref _points);

    /// <summary>Their bytes on the wire: bodies after compression.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Attempts that failed and were, or will be, made again.</summary>
    public long Retries => Interlocked.Read(ref _resent);

    internal void Confirmed(int points, int bytes)
    {
        Interlocked.Increment(ref _frames);
        Interlocked.Add(ref _points, points);
        Interlocked.Add(ref _bytes, bytes);
        Become(UplinkState.Up);
    }

    internal void Failed(UplinkState state, string error)
    {
        Interlocked.Increment(ref _resent);
        _lastError = error;
        Become(state);
    }

    internal void Blocked(string reason)
    {
        _lastError = reason;
        Become(UplinkState.Blocked);
    }

    internal void Become(UplinkState state)
    {
        if (_state == state) return;
        Interlocked.Exchange(ref _since, _time.GetUtcNow().UtcTicks);
        _state = state;
        Changed?.Invoke(state);
    }
}
