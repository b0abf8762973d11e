using EventEdge.EdgeBridge.Uplink.Transports;

namespace EventEdge.EdgeBridge.Tests.Uplink;

/// <summary>What is read too late goes back to the broker, which would otherwise take it as being
/// heeded for as long as the connection lasts.</summary>
public sealed class ReadNoticesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_after_the_wait_was_given_up_is_given_back()
    {
        var reading = new TaskCompletionSource<ReadNotices>();
        var givenBack = new TaskCompletionSource();
        using var limit = new CancellationTokenSource();
        var waiting = ReadNotices.WithinAsync(reading.Task, limit.Token);
        await limit.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(givenBack.Task.IsCompleted);

        reading.SetResult(new ReadNotices([], end: () => Task.FromResult(givenBack.TrySetResult())));

        await givenBack.Task.WaitAsync(TimeSpan.FromSeconds(60), Stop);
    }

    [Fact]
    public async Task What_comes_in_time_stays_with_whoever_asked()
    {
        var ended = false;
        var read = new ReadNotices([], end: () => Task.FromResult(ended = true));

        Assert.Same(read, await ReadNotices.WithinAsync(Task.FromResult(read), Stop));
        Assert.False(ended);
    }
}
