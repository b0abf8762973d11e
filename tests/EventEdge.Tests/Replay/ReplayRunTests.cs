using EventEdge.EventEdge.Tests.Commands;
using EventEdge.Replay;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EventEdge.Tests.Replay;

public sealed class ReplayRunTests : IDisposable
{
    private readonly Bench _bench = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task At_sixty_times_a_recorded_minute_takes_a_second()
    {
        var running = Run("60x").RunAsync(Stop);
        Assert.Single(_bench.Sender.Sent);
        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Single(_bench.Sender.Sent);
        await AdvanceUntilSentAsync(2, TimeSpan.FromSeconds(0.1));
        await AdvanceUntilSentAsync(3, TimeSpan.FromSeconds(9));
        Assert.Equal(10, (await running).Seconds, precision: 6);
    }

    [Fact]
    public async Task At_full_speed_no_time_passes()
    {
        var summary = await Run("max").RunAsync(Stop);
        Assert.Equal((3, 3, 0), (summary.Rows, summary.Acknowledged, summary.Seconds));
    }

    [Fact]
    public async Task A_speed_at_which_a_minute_takes_longer_than_any_timer_waits_all_the_same()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var running = Run("0.0000000000001x").RunAsync(stop.Token);
        Assert.Single(_bench.Sender.Sent);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Theory]
    [InlineData("max", null)]
    [InlineData("1x", 1.0)]
    [InlineData("0.5x", 0.5)]
    public void Speeds_are_read(string text, double? factor)
    {
        Assert.True(ReplaySpeed.TryParse(text, out var speed));
        Assert.Equal(factor, speed.Factor);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0x")]
    [InlineData("-1x")]
    [InlineData("60")]
    public void Other_speeds_are_refused(string text) => Assert.False(ReplaySpeed.TryParse(text, out _));

    private ReplayRun Run(string speed)
    {
        Assert.True(ReplaySpeed.TryParse(speed, out var factor));
        var file = _bench.File("a.csv", "timestamp,v\n2014-04-10 07:15:00,1\n2014-04-10 07:16:00,2\n2014-04-10 07:25:00,3\n");
        var plan = new ReplayPlan { Files = [new(file, "timestamp", TimeZoneInfo.Utc)], Topic = "t", Speed = factor };
        return new(plan, _bench.Sender, _time);
    }

    private async Task AdvanceUntilSentAsync(int count, TimeSpan step)
    {
        var sent = new TaskCompletionSource();
        _bench.Sender.OnSend = () =>
        {
            if (_bench.Sender.Sent.Count == count) sent.TrySetResult();
        };
        _time.Advance(step);
        await sent.Task.WaitAsync(TimeSpan.FromSeconds(60), Stop);
    }
}
