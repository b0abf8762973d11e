using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.FunctionDispatcher.Runtimes.Wasm;

/// <summary>An instance of a module. One call at a time; after a failed call it is of no use. Life: calls, Dispose.</summary>
internal interface IWasmInstance : IDisposable
{
    /// <summary>The end of what the module wrote to its standard error during the last call.</summary>
    string Errors { get; }

    /// <summary>Makes a call with fresh limits. Fails as Wasmtime does.</summary>
    FunctionAnswer Call(ReadOnlySpan<byte> input, CancellationToken cancellation);
}
