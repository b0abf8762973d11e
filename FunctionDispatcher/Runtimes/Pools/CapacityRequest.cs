namespace EventEdge.FunctionDispatcher.Runtimes.Pools;

/// <summary>A call that needs a place at an instance, and may have to wait for one.</summary>
internal sealed class CapacityRequest(InstancePool pool)
{
    private readonly TaskCompletionSource<IFunctionInstance?> _place = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whose call it is.</summary>
    public InstancePool Pool => pool;

    /// <summary>The instance; null when there will be none.</summary>
    public Task<IFunctionInstance?> Place => _place.Task;

    public void Answer(IFunctionInstance? instance) => _place.TrySetResult(instance);
}
