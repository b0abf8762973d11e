using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;

namespace EventEdge.FunctionDispatcher.Runtimes.Wasm;

/// <summary>A function as a WebAssembly module. It sees nothing of the machine but its calls. A single value is the module.</summary>
[ShortForm("module")]
public sealed record WasmConfig
{
    /// <summary>Path of the module, <c>.wasm</c> or, as text, <c>.wat</c>, relative to the bindings file. Required.</summary>
    [Form(@".+\.(wasm|wat)", 4096)]
    public required string Module { get; init; }

    /// <summary>Most memory of an instance. 64KiB to 4GiB. Default 64MiB.</summary>
    [Range("64KiB", "4GiB")]
    public long Memory { get; init; } = 64L << 20;

    /// <summary>Most instructions of one call, in millions. 1 to 1000000. Default 10000.</summary>
    [Range("1", "1000000")]
    public int Fuel { get; init; } = 10_000;

    /// <summary>How many instances are kept. Default: as many as are needed at once, at most one.</summary>
    public ScaleConfig Scale { get; init; } = new();
}
