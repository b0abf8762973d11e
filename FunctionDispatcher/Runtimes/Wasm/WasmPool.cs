using System.Text;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using Wasmtime;

namespace EventEdge.FunctionDispatcher.Runtimes.Wasm;

/// <summary>
/// A WebAssembly module and the pool of its instances. Compiled once. A call cannot be waited for: it runs on the caller's thread, which
/// is why every limit is set again for each.
/// </summary>
internal sealed class WasmPool : IFunctionPool
{
    private readonly Wasmtime.Engine _engine;
    private readonly Module _module;
    private readonly InstancePool _pool;
    private readonly Lock _freeing = new();
    private int _instances;
    private bool _disposed;

    /// <exception cref="FunctionUnusableException">The module cannot be read or is of neither kind.</exception>
    /// <param name="config">The declaration.</param>
    /// <param name="code">The module, binary or as text.</param>
    /// <param name="time">Where time comes from.</param>
    /// <param name="context">What the pool has to do with the rest of the node.</param>
    public WasmPool(WasmConfig config, byte[] code, TimeProvider time, PoolContext? context = null)
    {
        using var settings = new Config().WithFuelConsumption(true).WithEpochInterruption(true);
        _engine = new Wasmtime.Engine(settings);
        Func<CancellationToken, IWasmInstance> instantiate;
        try
        {
            _module = Compile(_engine, config.Module, code);
            instantiate = KindOf(_module, config);
        }
        catch (Exception error) when (error is WasmtimeException or FunctionUnusableException)
        {
            _module?.Dispose();
            _engine.Dispose();
            throw new FunctionUnusableException($"wasm module '{config.Module}': {error.Message}", error);
        }

        _pool = new InstancePool(config.Scale, () => Start(instantiate, config, time), time, context);
    }

    public int Concurrency => _pool.Concurrency;

    public FunctionUsage? Usage => _pool.Usage;

    /// <summary>Instances, with and without work.</summary>
    public int Running => _pool.Running.Count;

    public ValueTask<FunctionAnswer> CallAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation) =>
        _pool.CallAsync(input, cancellation);

    public void Dispose()
    {
        _pool.Dispose();
        lock (_freeing)
        {
            if (_disposed) return;
            _disposed = true;
            if (_instances == 0) Free();
        }
    }

    private static Module Compile(Wasmtime.Engine engine, string name, byte[] code) => name.EndsWith(".wat", StringComparison.Ordinal)
        ? Module.FromText(engine, name, Encoding.UTF8.GetString(code))
        : Module.FromBytes(engine, name, code);

    private Func<CancellationToken, IWasmInstance> KindOf(Module module, WasmConfig config)
    {
        var exports = module.Exports.Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
        if (exports.IsSupersetOf(["memory", "alloc", "invoke"])) return starting => new WasmModule(_engine, module, config, starting);
        if (exports.Contains("_start")) return _ => new WasmCommand(_engine, module, config);
        throw new FunctionUnusableException("it exports neither 'memory', 'alloc' and 'invoke' nor, as a WASI command, '_start'");
    }

    private WasmWorker Start(Func<CancellationToken, IWasmInstance> instantiate, WasmConfig config, TimeProvider time)
    {
        lock (_freeing) _instances++;
        return new WasmWorker(_engine, instantiate, config, time, Ended);
    }

    // A call may outlive the binding: who ends last frees the module.
    private void Ended()
    {
        lock (_freeing)
        {
            if (--_instances == 0 && _disposed) Free();
        }
    }

    private void Free()
    {
        _module.Dispose();
        _engine.Dispose();
    }
}
