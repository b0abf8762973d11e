using EventEdge.Demo;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Tests.Support;

namespace EventEdge.EventEdge.Tests.Demo;

public sealed class LinkScheduleTests
{
    private readonly WaitedTime _time = new();
    private readonly LinkSwitch _link = new();

    [Theory]
    [InlineData("5s..12s", 5000, 12000)]
    [InlineData("500ms..1m", 500, 60000)]
    [InlineData("0s..1s", 0, 1000)]
    public void Two_times_make_a_schedule(string text, int cut, int restore)
    {
        Assert.True(LinkSchedule.TryParse(text, out var schedule));
        Assert.Equal(new(TimeSpan.FromMilliseconds(cut), TimeSpan.FromMilliseconds(restore)), schedule);
    }

    [Theory]
    [InlineData("5s")]
    [InlineData("12s..5s")]
    [InlineData("5s..5s")]
    [InlineData("5..12")]
    [InlineData("1s..2s..3s")]
    public void Anything_else_does_not(string text) => Assert.False(LinkSchedule.TryParse(text, out _));

    [Fact]
    public async Task The_link_is_cut_and_restored_on_time()
    {
        var changes = new List<(double, bool)>();
        var start = _time.GetUtcNow();
        _link.Changed += cut => changes.Add(((_time.GetUtcNow() - start).TotalSeconds, cut));
        var running = new LinkSchedule(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(12))
            .RunAsync(_link, _time, TestContext.Current.CancellationToken);
        for (var second = 0; second < 12; second++)
        {
            await Eventually.IsTrue(() => _time.Waiting > 0, "the schedule waits on the clock");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await running.WaitAsync(Eventually.Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal([(5, true), (12, false)], changes);
    }

    [Fact]
    public async Task A_demo_that_ends_early_leaves_the_link_restored()
    {
        using var stop = new CancellationTokenSource();
        var running = new LinkSchedule(TimeSpan.Zero, TimeSpan.FromSeconds(12)).RunAsync(_link, _time, stop.Token);
        Assert.True(_link.IsCut);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.False(_link.IsCut);
    }
}
