using EventEdge.Contracts.Bus;

namespace EventEdge.CloudIngest.Tests.Bus;

/// <summary>The way within one process: bounded, and done with a frame only when the taker says so.</summary>
public sealed class LocalBusTests
{
    private readonly LocalBus _bus = new();

    [Fact]
    public async Task A_frame_is_sent_when_it_is_answered_and_not_when_it_is_taken()
    {
        var sending = _bus.SendAsync([1, 2], TestContext.Current.CancellationToken);
        var frame = await _bus.Frames.ReadAsync(TestContext.Current.CancellationToken);
        Assert.False(sending.IsCompleted);

        frame.Stored(7);

        Assert.Equal(7, await sending);
        Assert.Equal([1, 2], frame.Body);
    }

    [Fact]
    public async Task What_the_taker_cannot_store_fails_at_the_sender()
    {
        var sending = _bus.SendAsync([1], TestContext.Current.CancellationToken);
        (await _bus.Frames.ReadAsync(TestContext.Current.CancellationToken)).Failed(new TimeoutException("not in time"));

        Assert.Equal("not in time", (await Assert.ThrowsAsync<TimeoutException>(() => sending)).Message);
    }

    [Fact]
    public async Task Beyond_its_bound_a_sender_waits_for_a_place_and_may_give_up()
    {
        for (var frame = 0; frame < LocalBus.FrameLimit; frame++) _ = _bus.SendAsync([1], TestContext.Current.CancellationToken);
        using var giveUp = new CancellationTokenSource();
        var one = _bus.SendAsync([2], giveUp.Token);
        var other = _bus.SendAsync([3], TestContext.Current.CancellationToken);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);

        var bodies = new List<byte>();
        while (_bus.Frames.TryRead(out var frame))
        {
            bodies.Add(frame.Body[0]);
            frame.Stored(1);
        }

        Assert.Equal(1, await other);
        Assert.Equal(LocalBus.FrameLimit, bodies.Count(body => body == 1));
        Assert.DoesNotContain((byte)2, bodies);
    }
}
