using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Runtimes.Pools;

/// <summary>
/// A function that cannot be used yet: a node that starts again keeps the state and the calls of a binding although its function is gone,
/// and tries again to use it with every call.
/// </summary>
internal sealed class LatePool(Func<IFunctionPool> create, int concurrency) : IFunctionPool
{
    private readonly Lock _creating = new();
    private IFunctionPool? _runtime;
    private bool _disposed;

    public int Concurrency => concurrency;

    public FunctionUsage? Usage => Volatile.Read(ref _runtime)?.Usage;

    public ValueTask<FunctionAnswer> CallAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        IFunctionPool runtime;
        try
        {
            lock (_creating)
            {
                if (_disposed) return new(FunctionAnswer.Failed(FunctionFault.Unavailable, "the binding ends"));
                runtime = _runtime ??= create();
            }
        }
        catch (FunctionUnusableException error)
        {
            return new(FunctionAnswer.Failed(FunctionFault.Unavailable, error.Message));
        }

        return runtime.CallAsync(input, cancellation);
    }

    public void Dispose()
    {
        lock (_creating)
        {
            _disposed = true;
            _runtime?.Dispose();
        }
    }
}
