using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using Wasmtime;

namespace EventEdge.FunctionDispatcher.Runtimes.Wasm;

/// <summary>
/// An instance by the plain interface: <c>alloc(size) → address</c>, then <c>invoke(address, size) → address × 2³² + size</c> of the
/// answer, in the exported <c>memory</c>. It lives from call to call, so a module may keep what it likes between them; <c>_initialize</c>
/// is called once.
/// </summary>
internal sealed class WasmModule : IWasmInstance
{
    private readonly Store _store;
    private readonly WasmConfig _config;
    private readonly WasmErrors _errors = new();
    private readonly Memory _memory;
    private readonly Func<int, int> _alloc;
    private readonly Func<int, int, long> _invoke;
    private CancellationToken _cancellation;

    /// <summary>Instantiates the module, its start section and <c>_initialize</c> included, within the limits of one call.</summary>
    public WasmModule(Wasmtime.Engine engine, Module module, WasmConfig config, CancellationToken cancellation)
    {
        _config = config;
        _store = WasmLimits.NewStore(engine, config);
        try
        {
            using var linker = new Linker(engine);
            WasmPoll.DefineWasi(linker, () => _cancellation);
            _store.SetWasiConfiguration(new WasiConfiguration().WithStandardErrorCallback(_errors.Add));
            Arm(cancellation);
            var instance = linker.Instantiate(_store, module);
            instance.GetAction("_initialize")?.Invoke();
            _memory = instance.GetMemory("memory") ?? throw Unusable("'memory' is no memory");
            _alloc = instance.GetFunction<int, int>("alloc") ?? throw Unusable("'alloc' must take an i32 and return an i32");
            _invoke = instance.GetFunction<int, int, long>("invoke") ?? throw Unusable("'invoke' must take two i32 and return an i64");
        }
        catch
        {
            _store.Dispose();
            throw;
        }
    }

    public string Errors => _errors.Text;

    public FunctionAnswer Call(ReadOnlySpan<byte> input, CancellationToken cancellation)
    {
        _errors.Clear();
        Arm(cancellation);
        var address = _alloc(input.Length);
        if (address == 0)
            return FunctionAnswer.Failed(FunctionFault.Crashed, $"the function's module has no room for a call of {input.Length:N0} bytes");
        input.CopyTo(_memory.GetSpan((uint)address, input.Length));
        var answer = (ulong)_invoke(address, input.Length);
        var size = (uint)answer;
        if (size > CallAnswer.SizeLimit)
            return FunctionAnswer.Failed(FunctionFault.Garbled, $"the function's answer is longer than {CallAnswer.SizeLimit:N0} bytes");
        return FunctionAnswer.Of(_memory.GetSpan((long)(answer >> 32), (int)size).ToArray());
    }

    private void Arm(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        WasmLimits.Arm(_store, _config, cancellation);
    }

    public void Dispose() => _store.Dispose();

    private static InvalidOperationException Unusable(string what) => new(what);
}
