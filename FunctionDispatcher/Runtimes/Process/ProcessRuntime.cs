using EventEdge.FunctionDispatcher.Configuration;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>
/// The workers of one binding. A call takes the worker that rested shortest, or starts one; workers that have rested for <c>idle</c> are stopped
/// down to <c>min</c>, and those are started again when they end. A worker that ended is replaced by the next call.
/// </summary>
internal sealed class ProcessRuntime : IFunctionRuntime
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);

    private readonly ProcessConfig _config;
    private readonly string _binding;
    private readonly string _baseDirectory;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _sweep;
    private readonly Lock _renting = new();
    private readonly List<(ProcessWorker Worker, long Since)> _resting = [];
    private readonly HashSet<ProcessWorker> _working = [];
    private bool _disposed;

    public ProcessRuntime(ProcessConfig config, string binding, string baseDirectory, TimeProvider time, ILogger logger)
    {
        _config = config;
        _binding = binding;
        _baseDirectory = baseDirectory;
        _time = time;
        _logger = logger;
        _sweep = time.CreateTimer(_ => Sweep(), null, TimeSpan.Zero, SweepPeriod);
    }

    public int Concurrency => _config.Scale.Max;

    /// <summary>Process ids of the workers that run.</summary>
    public IReadOnlyList<int> ProcessIds
    {
        get
        {
            lock (_renting) return [.. _resting.Select(r => r.Worker).Concat(_working).Where(w => w.IsRunning).Select(w => w.ProcessId)];
        }
    }

    public async ValueTask<FunctionAnswer> CallAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        var worker = Rent();
        if (worker is null) return FunctionAnswer.Failed(FunctionFault.Unavailable, "the binding ends");
        var answer = await worker.CallAsync(input, cancellation).ConfigureAwait(false);
        Return(worker);
        return answer;
    }

    public void Dispose()
    {
        _sweep.Dispose();
        lock (_renting)
        {
            _disposed = true;
            foreach (var worker in _resting.Select(r => r.Worker).Concat(_working)) worker.Stop("the binding ends");
        }
    }

    private ProcessWorker? Rent()
    {
        lock (_renting)
        {
            if (_disposed) return null;
            _resting.RemoveAll(r => !r.Worker.IsRunning);
            var worker = _resting.Count > 0 ? _resting[^1].Worker : Start();
            if (_resting.Count > 0) _resting.RemoveAt(_resting.Count - 1);
            _working.Add(worker);
            return worker;
        }
    }

    private void Return(ProcessWorker worker)
    {
        lock (_renting)
        {
            _working.Remove(worker);
            if (worker.IsRunning) _resting.Add((worker, _time.GetTimestamp()));
        }
    }

    private void Sweep()
    {
        lock (_renting)
        {
            if (_disposed) return;
            _resting.RemoveAll(r => !r.Worker.IsRunning);
            while (_resting.Count > 0 && _resting.Count + _working.Count > _config.Scale.Min && _time.GetElapsedTime(_resting[0].Since) >= _config.Scale.Idle)
            {
                _resting[0].Worker.Retire("it had nothing to do");
                _resting.RemoveAt(0);
            }

            while (_resting.Count + _working.Count < _config.Scale.Min) _resting.Insert(0, (Start(), _time.GetTimestamp()));
        }
    }

    private ProcessWorker Start() =>
        new(ProcessCommand.Of(_config, _baseDirectory), _config.Protocol, _binding, _time, _logger);
}
