using EventEdge.FunctionDispatcher.Configuration;
using Wasmtime;

namespace EventEdge.FunctionDispatcher.Runtimes.Wasm;

/// <summary>
/// A WebAssembly module and its instances. Compiled once; an instance takes one call at a time, and one that failed is thrown away. A call cannot
/// be waited for: it runs on the caller's thread, which is why every limit is set again for each.
/// </summary>
internal sealed class WasmRuntime : IFunctionRuntime
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);

    private readonly Engine _engine;
    private readonly Module _module;
    private readonly Func<IWasmInstance> _instantiate;
    private readonly WasmConfig _config;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private readonly Lock _renting = new();
    private readonly List<(IWasmInstance Instance, long Since)> _resting = [];
    private int _working;
    private bool _disposed;

    /// <exception cref="FunctionUnusableException">The module cannot be read or is of neither kind.</exception>
    public WasmRuntime(WasmConfig config, string baseDirectory, TimeProvider time)
    {
        _config = config;
        _time = time;
        using var settings = new Config().WithFuelConsumption(true).WithEpochInterruption(true);
        _engine = new Engine(settings);
        try
        {
            _module = Compile(_engine, Path.GetFullPath(Path.Combine(baseDirectory, config.Module)));
            _instantiate = KindOf(_module, config);
        }
        catch (Exception error) when (error is WasmtimeException or IOException or UnauthorizedAccessException or FunctionUnusableException)
        {
            _module?.Dispose();
            _engine.Dispose();
            throw new FunctionUnusableException($"wasm module '{config.Module}': {error.Message}", error);
        }

        _sweep = time.CreateTimer(_ => Sweep(), null, SweepPeriod, SweepPeriod);
    }

    public int Concurrency => _config.Scale.Max;

    /// <summary>Instances kept without work.</summary>
    public int Resting
    {
        get
        {
            lock (_renting) return _resting.Count;
        }
    }

    public ValueTask<FunctionAnswer> CallAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        IWasmInstance? instance = null;
        try
        {
            instance = Rent();
            if (instance is null) return new(FunctionAnswer.Failed(FunctionFault.Unavailable, "the binding ends"));
            // The epoch is what a running call looks at; each finds out for itself whether it was meant.
            using var limit = cancellation.Register(_engine.IncrementEpoch);
            var answer = instance.Call(input.Span, cancellation);
            Return(instance, isGood: answer.Fault == FunctionFault.None);
            return new(answer);
        }
        catch (Exception error) when (error is WasmtimeException or OperationCanceledException or ArgumentException or InvalidOperationException or IOException)
        {
            if (instance is not null) Return(instance, isGood: false);
            return new(WasmFailure.Of(error, _config, instance?.Errors ?? string.Empty, cancellation));
        }
    }

    public void Dispose()
    {
        _sweep.Dispose();
        lock (_renting)
        {
            _disposed = true;
            foreach (var (instance, _) in _resting) instance.Dispose();
            _resting.Clear();
            if (_working == 0) Free();
        }
    }

    private static Module Compile(Engine engine, string path) =>
        path.EndsWith(".wat", StringComparison.Ordinal) ? Module.FromTextFile(engine, path) : Module.FromFile(engine, path);

    private Func<IWasmInstance> KindOf(Module module, WasmConfig config)
    {
        var exports = module.Exports.Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
        if (exports.IsSupersetOf(["memory", "alloc", "invoke"])) return () => new WasmModule(_engine, module, config);
        if (exports.Contains("_start")) return () => new WasmCommand(_engine, module, config);
        throw new FunctionUnusableException("it exports neither 'memory', 'alloc' and 'invoke' nor, as a WASI command, '_start'");
    }

    private IWasmInstance? Rent()
    {
        lock (_renting)
        {
            if (_disposed) return null;
            _working++;
            if (_resting.Count > 0)
            {
                var rested = _resting[^1].Instance;
                _resting.RemoveAt(_resting.Count - 1);
                return rested;
            }
        }

        try
        {
            return _instantiate();
        }
        catch
        {
            Leave();
            throw;
        }
    }

    private void Return(IWasmInstance instance, bool isGood)
    {
        lock (_renting)
        {
            if (isGood && !_disposed) _resting.Add((instance, _time.GetTimestamp()));
            else instance.Dispose();
        }

        Leave();
    }

    private void Leave()
    {
        lock (_renting)
        {
            _working--;
            if (_disposed && _working == 0) Free();
        }
    }

    private void Free()
    {
        _module.Dispose();
        _engine.Dispose();
    }

    private void Sweep()
    {
        lock (_renting)
        {
            while (_resting.Count > _config.Scale.Min && _time.GetElapsedTime(_resting[0].Since) >= _config.Scale.Idle)
            {
                _resting[0].Instance.Dispose();
                _resting.RemoveAt(0);
            }
        }
    }
}
