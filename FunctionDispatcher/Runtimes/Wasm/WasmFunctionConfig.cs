using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Runtimes.Wasm;

/// <summary>A function as a WebAssembly module.</summary>
public sealed record WasmFunctionConfig : FunctionConfig
{
    /// <summary>A WebAssembly module: its path, or a mapping.</summary>
    public required WasmConfig Wasm { get; init; }

    /// <inheritdoc />
    public override string Runtime => "wasm";

    /// <inheritdoc />
    public override IReadOnlyList<string> Files => Wasm.Module is { } module ? [module] : [];
}
