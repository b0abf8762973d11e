using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Runtimes.Pools;

/// <summary>What one instance of a function takes of the node.</summary>
/// <param name="Memory">Bytes, while it runs, with or without work.</param>
/// <param name="Cpus">Processors, while it works.</param>
/// <param name="Priority">Who sleeps first where there is too little: the least urgent.</param>
internal sealed record InstanceNeed(long Memory, double Cpus, DeliveryClass Priority)
{
    /// <summary>For tests and measurements: nothing that would be missed.</summary>
    public static InstanceNeed None { get; } = new(0, 0, DeliveryClass.Normal);
}
