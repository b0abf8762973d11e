using CsCheck;
using EventEdge.EdgeBridge.Messages;

namespace EventEdge.EdgeBridge.Tests.Messages;

public sealed class ByteBudgetTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void What_fits_is_taken_at_once_and_what_is_larger_than_all_gets_in_alone()
    {
        var budget = new ByteBudget(10);
        Assert.True(budget.TryTake(4));
        Assert.True(budget.TryTake(6));
        Assert.False(budget.TryTake(1));
        budget.Give(4);
        Assert.False(budget.TryTake(5));
        Assert.True(budget.TryTake(4));
        budget.Give(10);
        Assert.True(budget.TryTake(1000));
        Assert.False(budget.TryTake(0));
        Assert.Equal(1000, budget.Held);
    }

    [Fact]
    public async Task Nobody_overtakes_who_waits()
    {
        var budget = new ByteBudget(10);
        await budget.TakeAsync(6, Cancellation);
        var large = budget.TakeAsync(8, Cancellation).AsTask();
        var small = budget.TakeAsync(1, Cancellation).AsTask();
        Assert.False(budget.TryTake(1));
        Assert.False(large.IsCompleted || small.IsCompleted);
        budget.Give(6);
        await Task.WhenAll(large, small);
        Assert.Equal(9, budget.Held);
    }

    [Fact]
    public async Task Who_gives_up_waiting_has_taken_nothing_and_lets_the_next_in()
    {
        var budget = new ByteBudget(10);
        await budget.TakeAsync(6, Cancellation);
        using var patience = new CancellationTokenSource();
        var large = budget.TakeAsync(8, patience.Token).AsTask();
        var small = budget.TakeAsync(4, Cancellation).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await small;
        Assert.Equal(10, budget.Held);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => budget.TakeAsync(1, patience.Token).AsTask());
        Assert.True(budget.TryTake(0));
        Assert.Equal(10, budget.Held);
    }

    [Fact]
    public void However_many_take_and_give_at_a_time_no_more_is_held_than_may_be_and_all_get_theirs() =>
        Gen.Select(Gen.Int[1, 30].Array[1, 60].Array[1, 8], Gen.Long[30, 60]).Sample((takers, limit) =>
        {
            var budget = new ByteBudget(limit);
            var most = 0L;
            Task.WhenAll(takers.Select(sizes => Task.Run(async () =>
            {
                foreach (var size in sizes)
                {
                    await budget.TakeAsync(size, Cancellation);
                    var held = budget.Held;
                    for (var seen = Volatile.Read(ref most); held > seen; seen = Volatile.Read(ref most))
                        Interlocked.CompareExchange(ref most, held, seen);
                    if (size % 3 == 0) await Task.Yield();
                    budget.Give(size);
                }
            }))).Wait(TimeSpan.FromSeconds(60), Cancellation);
            return most <= limit && budget.Held == 0 && budget.TryTake(limit);
        }, iter: 200);
}
