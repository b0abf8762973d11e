using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Tests.Rx.EventTime;

public sealed class RecordedTimeTests
{
    private static readonly DateTimeOffset Noon = new(2024, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Follows_the_times_of_receipt()
    {
        var recorded = After(Noon, Noon.AddHours(1));
        Assert.Equal(Noon.AddHours(1).UtcTicks, recorded.Now);
    }

    [Fact]
    public void Disorder_between_receivers_does_not_move_it_back()
    {
        var recorded = After(Noon, Noon.AddMilliseconds(-900), Noon);
        Assert.Equal(Noon.UtcTicks, recorded.Now);
    }

    [Fact]
    public void Clock_set_back_by_a_year_neither_stops_nor_hurries_it()
    {
        var recorded = After(Noon, Noon.AddYears(-1), Noon.AddYears(-1).AddMinutes(5));
        Assert.Equal(Noon.AddMinutes(5).UtcTicks, recorded.Now);
        Assert.Equal(Noon.AddYears(-1).AddMinutes(7).UtcTicks, recorded.ToReceived(recorded.Now + TimeSpan.FromMinutes(2).Ticks));
    }

    [Fact]
    public void Clock_that_is_right_again_moves_it_by_the_time_that_passed()
    {
        var recorded = After(Noon, Noon.AddYears(-1), Noon.AddYears(-1).AddMinutes(5), Noon.AddMinutes(6), Noon.AddMinutes(7));
        Assert.Equal(Noon.AddMinutes(7).UtcTicks, recorded.Now);
    }

    [Fact]
    public void Clock_set_for_the_first_time_makes_nobody_silent_for_decades()
    {
        var recorded = After(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddMinutes(1), Noon, Noon.AddMinutes(2));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddMinutes(3).UtcTicks, recorded.Now);
        Assert.Equal(Noon.AddMinutes(2).UtcTicks, recorded.Horizon);
    }

    [Fact]
    public void Horizon_is_the_latest_the_clock_has_shown()
    {
        Assert.Equal(Noon.UtcTicks, After(Noon, Noon.AddHours(-2)).Horizon);
        Assert.Equal(Noon.UtcTicks, After(Noon.AddHours(-2), Noon).Horizon);
    }

    [Fact]
    public void Clock_that_was_never_set_knows_no_horizon() =>
        Assert.Equal(Ticks.Forever, After(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1)).Horizon);

    [Fact]
    public void Receipt_on_a_clock_set_back_is_straightened()
    {
        Assert.Equal(Noon.AddMinutes(3), After(Noon, Noon.AddHours(-2)).ToMonotonic(Noon.AddHours(-2).AddMinutes(3)));
        Assert.Equal(Noon, After(Noon.AddHours(-2), Noon).ToMonotonic(Noon));
    }

    [Fact]
    public void Saved_reading_goes_on_where_it_stood()
    {
        var recorded = After(Noon, Noon.AddYears(-1));
        var stream = new MemoryStream();
        recorded.Save(new(stream));
        stream.Position = 0;
        var loaded = default(RecordedTime);
        loaded.Load(new(stream));
        loaded.Observe(Noon.AddYears(-1).AddMinutes(5));
        Assert.Equal(Noon.AddMinutes(5).UtcTicks, loaded.Now);
    }

    private static RecordedTime After(params DateTimeOffset[] received)
    {
        var recorded = default(RecordedTime);
        foreach (var time in received) recorded.Observe(time);
        return recorded;
    }
}
