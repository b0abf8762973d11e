namespace EventEdge.FunctionDispatcher.Runtimes.Pools;

/// <summary>An instance of a pool and what it does. Belongs to the pool's lock.</summary>
internal sealed class InstanceSlot(IFunctionInstance instance)
{
    public IFunctionInstance Instance => instance;

    /// <summary>Calls under way.</summary>
    public int Calls { get; set; }

    /// <summary>When it began to rest, as a timestamp of the pool's clock.</summary>
    public long Since { get; set; }
}
