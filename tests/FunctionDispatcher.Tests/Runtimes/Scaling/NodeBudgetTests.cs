using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.Tests.Support;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Scaling;

/// <summary>Several functions on a node that has not room for all of them.</summary>
public sealed class NodeBudgetTests : PoolTests
{
    [Fact]
    public async Task The_least_urgent_instance_sleeps_first()
    {
        var budget = new NodeBudget(memory: 300);
        var (bulk, bulkPool) = Pool(budget, DeliveryClass.Bulk);
        var (normal, normalPool) = Pool(budget, DeliveryClass.Normal);
        var (alarm, alarmPool) = Pool(budget, DeliveryClass.Alarm);
        // Rested longest: the alarm, which must sleep last all the same.
        foreach (var pool in (InstancePool[])[alarmPool, normalPool, bulkPool])
        {
            await CallAsync(pool);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        await CallAsync(Pool(budget, DeliveryClass.Bulk).Pool);
        Assert.Equal(("another function needs its memory", null, null), (bulk[0].Ended, normal[0].Ended, alarm[0].Ended));

        await CallAsync(Pool(budget, DeliveryClass.Alarm, memory: 200).Pool);
        Assert.Equal(("another function needs its memory", null), (normal[0].Ended, alarm[0].Ended));
        Assert.Equal(300, budget.MemoryUsed);

        // One that was put to sleep is woken by the next call, and nothing is lost.
        await CallAsync(bulkPool);
        Assert.Equal(2, bulk.Count);
        Assert.Equal(300, budget.MemoryUsed);
    }

    [Fact]
    public async Task A_call_waits_for_room_and_the_most_urgent_goes_first()
    {
        var budget = new NodeBudget(memory: 100);
        var (busy, busyPool) = Pool(budget, DeliveryClass.Bulk, holds: true);
        var under = CallAsync(busyPool);
        var (normal, normalPool) = Pool(budget, DeliveryClass.Normal, holds: true);
        var (alarm, alarmPool) = Pool(budget, DeliveryClass.Alarm, holds: true);
        var second = CallAsync(normalPool);
        var first = CallAsync(alarmPool);
        Assert.Equal((0, 0), (normal.Count, alarm.Count));
        Assert.Equal(1, alarmPool.Usage.Waiting);
        Assert.Null(busy[0].Ended);

        busy[0].Answer();
        await under;
        Assert.Equal((0, 1), (normal.Count, alarm.Count));
        await AnswerAsync(alarm[0]);
        await first;
        Assert.Single(normal);
        await AnswerAsync(normal[0]);
        Assert.Equal(FunctionFault.None, (await second).Fault);
        Assert.Equal(100, budget.MemoryUsed);
    }

    [Fact]
    public async Task A_call_that_waits_too_long_is_not_the_event_s_fault()
    {
        var budget = new NodeBudget(memory: 100);
        var (busy, busyPool) = Pool(budget, DeliveryClass.Normal, holds: true);
        var under = CallAsync(busyPool);
        using var limit = new CancellationTokenSource();
        var (_, waitingPool) = Pool(budget, DeliveryClass.Normal);
        var waiting = waitingPool.CallAsync("1"u8.ToArray(), limit.Token).AsTask();

        await limit.CancelAsync();

        Assert.Equal(FunctionFault.Unavailable, (await waiting.WaitAsync(Limit, TestContext.Current.CancellationToken)).Fault);
        Assert.Equal(0, waitingPool.Usage.Waiting);
        busy[0].Answer();
        Assert.Equal(FunctionFault.None, (await under).Fault);
        Assert.Equal(FunctionFault.None, (await CallAsync(waitingPool)).Fault);
    }

    [Fact]
    public async Task A_call_that_got_its_place_late_and_ran_out_of_time_is_not_the_event_s_fault()
    {
        var budget = new NodeBudget(memory: 100);
        var (busy, busyPool) = Pool(budget, DeliveryClass.Normal, holds: true);
        var under = CallAsync(busyPool);
        using var limit = new CancellationTokenSource();
        var (late, latePool) = Pool(budget, DeliveryClass.Normal, holds: true);
        var call = latePool.CallAsync("1"u8.ToArray(), limit.Token).AsTask();
        Time.Advance(TimeSpan.FromSeconds(4));
        busy[0].Answer();
        await under;
        await Eventually.IsTrue(() => late is [{ Calls: 1 }], "the calls are placed");
        Time.Advance(TimeSpan.FromSeconds(1));
        await limit.CancelAsync();
        Assert.Equal(FunctionFault.Unavailable, (await call.WaitAsync(Limit, TestContext.Current.CancellationToken)).Fault);
    }

    [Fact]
    public async Task Processors_are_for_those_that_work_and_idle_instances_take_none()
    {
        var budget = new NodeBudget(cpus: 1.5);
        var (one, onePool) = Pool(budget, DeliveryClass.Normal, holds: true);
        var (other, otherPool) = Pool(budget, DeliveryClass.Normal, holds: true);
        var first = CallAsync(onePool);
        var second = CallAsync(otherPool);
        Assert.Empty(other);

        one[0].Answer();
        await first;

        await Eventually.IsTrue(() => other is [{ Calls: 1 }], "the calls are placed");
        Assert.Null(one[0].Ended);
        await AnswerAsync(other[0]);
        await second;
    }

    [Fact]
    public async Task Room_that_is_spared_for_an_urgent_call_does_not_go_to_those_behind_it()
    {
        var budget = new NodeBudget(memory: 200);
        var (busy, busyPool) = Pool(budget, DeliveryClass.Normal, holds: true);
        var under = CallAsync(busyPool);
        var (large, largePool) = Pool(budget, DeliveryClass.Alarm, holds: true, memory: 200);
        var urgent = CallAsync(largePool);
        var (small, smallPool) = Pool(budget, DeliveryClass.Bulk, holds: true);
        var behind = CallAsync(smallPool);
        Assert.Equal((0, 0), (large.Count, small.Count));

        busy[0].Answer();
        await under;
        await AnswerAsync(large[0]);
        await urgent;
        await AnswerAsync(small[0]);
        Assert.Equal(FunctionFault.None, (await behind).Fault);
    }

    [Fact]
    public async Task One_that_needs_more_processors_than_there_are_works_alone()
    {
        var budget = new NodeBudget(cpus: 0.5);
        Assert.Equal(FunctionFault.None, (await CallAsync(Pool(budget, DeliveryClass.Normal).Pool)).Fault);
    }

    [Fact]
    public async Task An_instance_larger_than_the_budget_is_told_so_and_waits_for_nothing()
    {
        var answer = await CallAsync(Pool(new NodeBudget(memory: 1 << 20), DeliveryClass.Normal, memory: 2 << 20).Pool);
        Assert.Equal(
            (FunctionFault.Unavailable, "an instance takes 2MiB, and all functions together may take 1MiB"), (answer.Fault, answer.Reason));
    }

    [Fact]
    public async Task What_ends_by_itself_or_with_its_binding_gives_its_room_back()
    {
        var budget = new NodeBudget(memory: 100);
        var (crashing, crashingPool) = Pool(budget, DeliveryClass.Normal, holds: true);
        var call = CallAsync(crashingPool);
        crashing[0].Crash();
        Assert.Equal(FunctionFault.Crashed, (await call).Fault);
        Assert.Equal(0, budget.MemoryUsed);

        var (held, heldPool) = Pool(budget, DeliveryClass.Normal, holds: true);
        var lost = CallAsync(heldPool);
        var waiting = CallAsync(crashingPool);
        heldPool.Dispose();
        await AnswerAsync(crashing[1]);
        Assert.Equal(FunctionFault.None, (await waiting).Fault);
        Assert.Equal("the binding ends", held[0].Ended);
        held[0].Answer();
        await lost;
        Assert.Equal(100, budget.MemoryUsed);
    }

    [Fact]
    public async Task An_instance_that_takes_several_calls_is_filled_before_another_is_started()
    {
        var (instances, pool) = Pool(new NodeBudget(cpus: 2), DeliveryClass.Normal, holds: true, scale: new() { Max = 2, Concurrency = 3 });
        var calls = Enumerable.Range(0, 5).Select(_ => CallAsync(pool)).ToList();
        await Eventually.IsTrue(() => instances.Sum(i => i.Calls) == 5, "the calls are placed");
        Assert.Equal([3, 2], instances.Select(i => i.Calls));
        foreach (var instance in instances)
        {
            while (instance.Calls > 0) instance.Answer();
        }

        Assert.All(await Task.WhenAll(calls), a => Assert.Equal(FunctionFault.None, a.Fault));
    }
}
