using EventEdge.FunctionDispatcher.Workers;
using EventEdge.Tests.Support;

namespace EventEdge.FunctionDispatcher.Tests.Workers;

/// <summary>Threads that work in rounds: nobody is ahead of the others, and nobody waits for one that failed.</summary>
public sealed class WorkerPoolTests
{
    [Fact]
    public void Nobody_begins_a_round_before_all_have_ended_the_one_before()
    {
        using var pool = new WorkerPool(4);
        var first = 0;
        var between = 0;
        var seen = new int[4];
        for (var piece = 1; piece <= 2000; piece++)
        {
            pool.Run(
                [
                    _ => Interlocked.Increment(ref first),
                    worker => seen[worker] = Volatile.Read(ref first) + Volatile.Read(ref between),
                ],
                () => between++,
                isMoreExpected: piece % 3 != 0);
            Assert.Equal([5 * piece, 5 * piece, 5 * piece, 5 * piece], seen);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void What_one_of_them_throws_reaches_the_caller_and_the_next_piece_goes_on(int failing)
    {
        using var pool = new WorkerPool(3);
        var later = 0;
        void Fail(int worker)
        {
            if (worker == failing) throw new InvalidOperationException("broken");
        }

        var error = Assert.Throws<InvalidOperationException>(
            () => pool.Run([Fail, _ => Interlocked.Increment(ref later)], () => later++, isMoreExpected: false));
        Assert.Equal(("broken", 0), (error.Message, later));

        pool.Run([_ => Interlocked.Increment(ref later)], null, isMoreExpected: false);
        Assert.Equal(3, later);
    }

    [Fact]
    public void What_is_done_between_rounds_may_fail_too()
    {
        using var pool = new WorkerPool(2);
        var later = 0;
        Assert.Throws<InvalidOperationException>(
            () => pool.Run(
                [_ => { }, _ => Interlocked.Increment(ref later)], () => throw new InvalidOperationException(), isMoreExpected: false));
        Assert.Equal(0, later);
    }

    [Fact]
    public async Task A_worker_that_hangs_does_not_keep_the_pool_from_ending()
    {
        var pool = new WorkerPool(2);
        using var hung = new SemaphoreSlim(0);
        using var begun = new SemaphoreSlim(0);
        var run = Task.Run(
            () => pool.Run(
                [worker =>
                {
                    if (worker == 0) return;
                    begun.Release();
                    hung.Wait();
                }],
                null,
                isMoreExpected: false),
            TestContext.Current.CancellationToken);
        await begun.WaitAsync(TestContext.Current.CancellationToken);

        await Task.Run(pool.Dispose, TestContext.Current.CancellationToken)
            .WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);

        hung.Release();
        await run.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void The_caller_alone_does_the_same()
    {
        using var pool = new WorkerPool(3);
        var done = new List<string>();
        pool.RunAlone([worker => done.Add($"a{worker}"), worker => done.Add($"b{worker}")], () => done.Add("between"));
        Assert.Equal(["a0", "a1", "a2", "between", "b0", "b1", "b2"], done);
    }
}
