using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Outbox.Queues;

namespace EventEdge.EdgeBridge.Tests.Outbox;

/// <summary>Commits that carry a cursor and no point, of bindings whose results stay on the node.</summary>
public sealed class IdleOutboxTests : OutboxFixture
{
    [Fact]
    public async Task Commits_without_points_leave_once_a_second()
    {
        await using var outbox = Open();
        Assert.Equal([1L], await LeavingAsync(outbox, commits: 1));
        Assert.Equal([], await LeavingAsync(outbox, commits: 3));
        Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal([], await LeavingAsync(outbox, commits: 1));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([2L, 3L, 4L, 5L], await LeavingAsync(outbox, commits: 0));
        Assert.Equal([], await LeavingAsync(outbox, commits: 1));
        Assert.Equal(1, outbox.Depth.Records - 5);
    }

    [Fact]
    public async Task A_point_takes_the_commits_before_it_along_at_once()
    {
        await using var outbox = Open();
        await LeavingAsync(outbox, commits: 1);
        Assert.Equal([], await LeavingAsync(outbox, commits: 2));
        Commit(outbox, 9);
        Assert.Equal([2L, 3L, 4L], await LeavingAsync(outbox, commits: 0));
    }

    [Fact]
    public async Task Who_waits_hears_of_a_point_at_once_and_of_other_commits_when_the_second_is_over()
    {
        await using var outbox = Open();
        await LeavingAsync(outbox, commits: 1);
        await LeavingAsync(outbox, commits: 1);
        var waiting = outbox.WaitAsync(DeliveryClass.Normal, Cancellation);
        Assert.False(waiting.IsCompleted);
        Commit(outbox, 9);
        await waiting.WaitAsync(Limit, Cancellation);
        Assert.Equal([2L, 3L], await LeavingAsync(outbox, commits: 0));
        outbox.Acknowledge(DeliveryClass.Normal, 3);

        await LeavingAsync(outbox, commits: 1);
        waiting = outbox.WaitAsync(DeliveryClass.Normal, Cancellation);
        Assert.False(waiting.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(1));
        await waiting.WaitAsync(Limit, Cancellation);
        Assert.Equal([4L], await LeavingAsync(outbox, commits: 0));
    }

    [Fact]
    public async Task A_frame_full_of_commits_leaves_without_a_rest()
    {
        await using var outbox = Open();
        await LeavingAsync(outbox, commits: 1);
        Assert.Equal(RangeReader.RecordLimit, (await LeavingAsync(outbox, commits: 2 * RangeReader.RecordLimit)).Count);
        Assert.Equal(RangeReader.RecordLimit, (await LeavingAsync(outbox, commits: 0)).Count);
    }

    [Fact]
    public async Task A_wait_at_rest_ends_when_it_is_cancelled()
    {
        await using var outbox = Open();
        await LeavingAsync(outbox, commits: 1);
        using var stop = new CancellationTokenSource();
        var waiting = outbox.WaitAsync(DeliveryClass.Normal, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Limit, Cancellation));
    }

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static async Task<List<long>> LeavingAsync(ResultOutbox outbox, int commits)
    {
        for (var n = 0; n < commits; n++) Commit(outbox, n + 1, points: 0);
        await outbox.FlushAsync(Cancellation);
        return outbox.TryNext(DeliveryClass.Normal, 100) is { } batch ? Sequences(batch) : [];
    }
}
