using EventEdge.EdgeBridge.Outbox.Queues;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Outbox;

/// <summary>When the bus need not be told of commits that only carry a cursor.</summary>
public sealed class IdleRestTests
{
    private const long RecordLimit = 10;

    private readonly FakeTimeProvider _time = new();
    private readonly WaitingPoints _points;
    private readonly IdleRest _rest;

    public IdleRestTests()
    {
        _points = new WaitingPoints(_time);
        _rest = new IdleRest(_points, RecordLimit, _time);
    }

    [Fact]
    public void There_is_none_before_something_has_left() => Assert.Equal(TimeSpan.Zero, Left());

    [Fact]
    public void It_lasts_a_second()
    {
        _rest.Begin();
        _time.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal(TimeSpan.FromMilliseconds(600), Left());
        _time.Advance(TimeSpan.FromMilliseconds(600));
        Assert.Equal(TimeSpan.Zero, Left());
    }

    [Theory]
    [InlineData(1, false, 1)]
    [InlineData(0, true, 1)]
    [InlineData(0, false, RecordLimit)]
    public void A_point_a_backlog_and_a_full_frame_end_it(int points, bool hasBacklog, long records)
    {
        _rest.Begin();
        _points.Came(points);
        Assert.Equal(TimeSpan.Zero, _rest.Left(hasBacklog, records));
    }

    [Fact]
    public async Task Who_waits_for_points_hears_of_the_first_and_does_not_wait_where_there_is_one()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var waiting = _points.WaitAsync(TimeSpan.FromHours(1), cancellation);
        Assert.False(waiting.IsCompleted);
        _points.Came(3);
        await waiting.WaitAsync(TimeSpan.FromSeconds(60), cancellation);
        Assert.True(_points.WaitAsync(TimeSpan.FromHours(1), cancellation).IsCompleted);
        _points.Correct(-3);
        Assert.Equal(0, _points.Count);
    }

    [Fact]
    public async Task Who_waits_for_points_gives_up_after_a_while_and_at_once_when_cancelled()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var waiting = _points.WaitAsync(TimeSpan.FromSeconds(1), cancellation);
        _time.Advance(TimeSpan.FromSeconds(1));
        await waiting.WaitAsync(TimeSpan.FromSeconds(60), cancellation);
        using var stop = new CancellationTokenSource();
        var cancelled = _points.WaitAsync(TimeSpan.FromHours(1), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }

    private TimeSpan Left() => _rest.Left(hasBacklog: false, records: 1);
}
