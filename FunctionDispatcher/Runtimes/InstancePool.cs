using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Runtimes;

/// <summary>
/// The instances of one binding. A call takes the instance that rested shortest, or starts one; those that have rested for <c>idle</c> are retired
/// down to <c>min</c>, and those are started again when they end. An instance that ended is replaced by the next call.
/// </summary>
internal sealed class InstancePool : IFunctionRuntime
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);

    private readonly ScaleConfig _scale;
    private readonly Func<IFunctionInstance> _start;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private readonly Lock _renting = new();
    private readonly List<(IFunctionInstance Instance, long Since)> _resting = [];
    private readonly HashSet<IFunctionInstance> _working = [];
    private bool _disposed;

    public InstancePool(ScaleConfig scale, Func<IFunctionInstance> start, TimeProvider time)
    {
        _scale = scale;
        _start = start;
        _time = time;
        _sweep = time.CreateTimer(_ => Sweep(), null, TimeSpan.Zero, SweepPeriod);
    }

    public int Concurrency => _scale.Max;

    /// <summary>The instances that run.</summary>
    public IReadOnlyList<IFunctionInstance> Running
    {
        get
        {
            lock (_renting) return [.. _resting.Select(r => r.Instance).Concat(_working).Where(i => i.IsRunning)];
        }
    }

    public async ValueTask<FunctionAnswer> CallAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        var instance = Rent();
        if (instance is null) return FunctionAnswer.Failed(FunctionFault.Unavailable, "the binding ends");
        var answer = await instance.CallAsync(input, cancellation).ConfigureAwait(false);
        Return(instance);
        return answer;
    }

    public void Dispose()
    {
        _sweep.Dispose();
        lock (_renting)
        {
            _disposed = true;
            foreach (var instance in _resting.Select(r => r.Instance).Concat(_working)) instance.Stop("the binding ends");
        }
    }

    private IFunctionInstance? Rent()
    {
        lock (_renting)
        {
            if (_disposed) return null;
            _resting.RemoveAll(r => !r.Instance.IsRunning);
            var instance = _resting.Count > 0 ? _resting[^1].Instance : _start();
            if (_resting.Count > 0) _resting.RemoveAt(_resting.Count - 1);
            _working.Add(instance);
            return instance;
        }
    }

    private void Return(IFunctionInstance instance)
    {
        lock (_renting)
        {
            _working.Remove(instance);
            if (instance.IsRunning) _resting.Add((instance, _time.GetTimestamp()));
        }
    }

    private void Sweep()
    {
        lock (_renting)
        {
            if (_disposed) return;
            _resting.RemoveAll(r => !r.Instance.IsRunning);
            while (_resting.Count > 0 && _resting.Count + _working.Count > _scale.Min && _time.GetElapsedTime(_resting[0].Since) >= _scale.Idle)
            {
                _resting[0].Instance.Retire("it had nothing to do");
                _resting.RemoveAt(0);
            }

            while (_resting.Count + _working.Count < _scale.Min) _resting.Insert(0, (_start(), _time.GetTimestamp()));
        }
    }
}
