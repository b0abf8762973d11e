using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Scaling;

/// <summary>Several pools on one node, in virtual time, with instances that do what the test says.</summary>
public abstract class PoolTests : IDisposable
{
    private protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly List<InstancePool> _pools = [];

    private protected FakeTimeProvider Time { get; } = new();

    public void Dispose()
    {
        _pools.ForEach(p => p.Dispose());
        GC.SuppressFinalize(this);
    }

    private protected (List<ScriptedInstance> Instances, InstancePool Pool) Pool(
        NodeBudget budget, DeliveryClass priority, bool holds = false, long memory = 100, ScaleConfig? scale = null, bool lingers = false)
    {
        var instances = new List<ScriptedInstance>();
        var context = new PoolContext(new InstanceNeed(memory, 1, priority), budget, new ArrivalForecast());
        var pool = new InstancePool(scale ?? new(), Start, Time, context);
        _pools.Add(pool);
        return (instances, pool);

        ScriptedInstance Start()
        {
            var instance = new ScriptedInstance { Holds = holds, Lingers = lingers };
            instances.Add(instance);
            return instance;
        }
    }

    // A call that waited for its place arrives a moment after it was given one.
    private protected static async Task AnswerAsync(ScriptedInstance instance)
    {
        await Eventually.IsTrue(() => instance.Calls > 0, "the call has arrived");
        instance.Answer();
    }

    private protected static Task<FunctionAnswer> CallAsync(InstancePool pool) =>
        pool.CallAsync("1"u8.ToArray(), TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(Limit, TestContext.Current.CancellationToken);
}
