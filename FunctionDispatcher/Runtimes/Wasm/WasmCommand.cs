using System.Buffers;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using Wasmtime;

namespace EventEdge.FunctionDispatcher.Runtimes.Wasm;

/// <summary>
/// A WASI command: its whole life is one call, read from standard input and answered on standard output. It has no folders, no
/// environment and no network. The input lies in a file of its own while it runs, because Wasmtime reads standard input from files only.
/// </summary>
internal sealed class WasmCommand(Wasmtime.Engine engine, Module module, WasmConfig config) : IWasmInstance
{
    private readonly string _input = Path.Combine(Path.GetTempPath(), $"eventedge-{Guid.NewGuid():N}.json");
    private readonly WasmErrors _errors = new();
    private readonly ArrayBufferWriter<byte> _output = new();

    public string Errors => _errors.Text;

    public FunctionAnswer Call(ReadOnlySpan<byte> input, CancellationToken cancellation)
    {
        _errors.Clear();
        lock (_output) _output.ResetWrittenCount();
        using (var file = new FileStream(_input, NewPrivateFile())) file.Write(input);
        using var store = WasmLimits.NewStore(engine, config);
        using var linker = new Linker(engine);
        WasmPoll.DefineWasi(linker, () => cancellation);
        store.SetWasiConfiguration(new WasiConfiguration()
            .WithStandardInput(_input)
            .WithStandardOutputCallback(Add)
            .WithStandardErrorCallback(_errors.Add));
        WasmLimits.Arm(store, config, cancellation);
        Run(linker.Instantiate(store, module).GetAction("_start")
            ?? throw new InvalidOperationException("'_start' must take and return nothing"));
        lock (_output)
        {
            return _output.WrittenCount > CallAnswer.SizeLimit
                ? FunctionAnswer.Failed(FunctionFault.Garbled, $"the function's answer is longer than {CallAnswer.SizeLimit:N0} bytes")
                : FunctionAnswer.Of(_output.WrittenSpan.ToArray());
        }
    }

    public void Dispose() => File.Delete(_input);

    private static FileStreamOptions NewPrivateFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static void Run(Action start)
    {
        try
        {
            start();
        }
        catch (WasmtimeException ended) when (ended.ExitCode == 0)
        {
            // A command may end by exiting, and did so well.
        }
    }

    // Beyond the limit nothing more is kept: one byte too many tells that there was more.
    private void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_output)
        {
            var room = CallAnswer.SizeLimit + 1 - _output.WrittenCount;
            if (room > 0) _output.Write(bytes[..Math.Min(bytes.Length, room)]);
        }
    }
}
