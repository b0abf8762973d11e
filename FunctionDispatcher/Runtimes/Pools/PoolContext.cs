using EventEdge.FunctionDispatcher.Runtimes.Scaling;

namespace EventEdge.FunctionDispatcher.Runtimes.Pools;

/// <summary>What a pool has to do with the rest of the node.</summary>
/// <param name="Need">What each of its instances takes.</param>
/// <param name="Budget">What all pools share.</param>
/// <param name="Forecast">When its calls come; outlives the pool, as the next version of a binding is called at the same times.</param>
internal sealed record PoolContext(InstanceNeed Need, NodeBudget Budget, ArrivalForecast Forecast)
{
    /// <summary>A pool that is alone.</summary>
    public static PoolContext Alone => new(InstanceNeed.None, new NodeBudget(), new ArrivalForecast());
}
