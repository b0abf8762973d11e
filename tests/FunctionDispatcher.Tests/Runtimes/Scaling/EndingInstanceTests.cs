using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.Tests.Support;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Scaling;

/// <summary>Instances that take their time to end: their room is not free before.</summary>
public sealed class EndingInstanceTests : PoolTests
{
    [Fact]
    public async Task The_room_of_an_instance_is_free_when_it_has_ended_and_not_when_it_was_told_to()
    {
        // A call that waits for memory keeps no processor from the others, nor from itself.
        var budget = new NodeBudget(memory: 200, cpus: 1);
        var (first, firstPool) = Pool(budget, DeliveryClass.Bulk, lingers: true);
        var (second, secondPool) = Pool(budget, DeliveryClass.Normal, lingers: true);
        await CallAsync(firstPool);
        await CallAsync(secondPool);
        var (started, pool) = Pool(budget, DeliveryClass.Alarm);

        var call = CallAsync(pool);

        Assert.Equal(("another function needs its memory", 0, 1), (first[0].Ended, started.Count, pool.Usage.Waiting));
        // Once a second who waits is served: one that ends already is enough.
        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(second[0].Ended);
        Assert.Equal((0, 200L), (started.Count, budget.MemoryUsed));
        first[0].Leave();
        Assert.Equal(FunctionFault.None, (await call).Fault);
        Assert.Equal(200, budget.MemoryUsed);
    }

    [Fact]
    public async Task An_instance_that_ends_with_its_binding_keeps_its_room_until_it_has_ended()
    {
        var budget = new NodeBudget(memory: 100);
        var (held, heldPool) = Pool(budget, DeliveryClass.Normal, lingers: true);
        await CallAsync(heldPool);
        heldPool.Dispose();
        var (started, pool) = Pool(budget, DeliveryClass.Normal);

        var call = CallAsync(pool);

        Assert.Empty(started);
        held[0].Leave();
        Assert.Equal(FunctionFault.None, (await call).Fault);
    }

    [Fact]
    public async Task An_instance_that_never_ends_keeps_its_room_for_a_minute()
    {
        var budget = new NodeBudget(memory: 100);
        var (_, stuckPool) = Pool(budget, DeliveryClass.Bulk, lingers: true);
        await CallAsync(stuckPool);
        var (started, pool) = Pool(budget, DeliveryClass.Normal);
        var call = CallAsync(pool);

        Time.Advance(InstancePool.EndLimit - TimeSpan.FromTicks(1));
        Assert.Empty(started);
        Time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(FunctionFault.None, (await call).Fault);
    }

    [Fact]
    public async Task Warming_up_takes_no_room_that_a_call_waits_for()
    {
        var budget = new NodeBudget(memory: 200);
        var (idle, idlePool) = Pool(budget, DeliveryClass.Bulk, scale: new() { Max = 2 }, lingers: true, holds: true);
        var both = (CallAsync(idlePool), CallAsync(idlePool));
        foreach (var instance in idle) instance.Answer();
        await Task.WhenAll(both.Item1, both.Item2);
        var (large, largePool) = Pool(budget, DeliveryClass.Normal, memory: 200);
        var call = CallAsync(largePool);
        var (warm, _) = Pool(budget, DeliveryClass.Normal, scale: new() { Min = 1 });

        idle[0].Leave();
        await Eventually.IsTrue(() => budget.MemoryUsed == 100, "half of the room");
        Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((0, 0), (warm.Count, large.Count));
        idle[1].Leave();

        Assert.Equal(FunctionFault.None, (await call).Fault);
        Assert.Single(large);
    }
}
