using EventEdge.EdgeBridge.Clock;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Clock;

public sealed class NodeClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly MachineClock _machine = new(Noon);
    private readonly CollectingLog<NodeClock> _log = new();
    private readonly NodeClock _clock;

    public NodeClockTests() => _clock = new NodeClock(_machine, _log);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_clock_that_is_a_day_wrong_for_seconds_dates_nothing_and_is_told(int direction)
    {
        for (var second = 1; second <= 60; second++)
        {
            Pass(1);
            _machine.Wrong = second is > 10 and <= 30 ? direction * Day : TimeSpan.Zero;
            Assert.Equal(Noon.AddSeconds(second), _clock.GetUtcNow());
            Assert.Equal(second is > 10 and <= 30, _clock.Trouble is not null);
        }

        Assert.Equal(2, _log.Lines.Count);
        Assert.Contains("no reading was dated by it", Notes().Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_that_stands_ahead_is_followed_after_a_while_and_recorded()
    {
        _machine.Wrong = Day;
        Pass(0);
        Pass(29);
        Assert.Equal(Noon.AddSeconds(29), _clock.GetUtcNow());
        Pass(1);
        Assert.Equal(Noon.AddSeconds(30) + Day, _clock.GetUtcNow());
        Assert.Null(_clock.Trouble);
        Assert.Contains("set 1.00:00:00 ahead", Notes().Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_that_was_really_ahead_is_told_until_it_has_come_there_again()
    {
        _machine.Wrong = Day;
        Pass(0);
        Pass(60);
        _machine.Wrong = TimeSpan.Zero;
        Pass(0);
        Pass(30);
        Assert.Equal(Noon.AddSeconds(90), _clock.GetUtcNow());
        Assert.Contains("set 1.00:00:00 back", _clock.Trouble, StringComparison.Ordinal);
        Assert.Equal(2, Notes().Count);
        _machine.Advance(Day);
        Pass(1);
        Assert.Null(_clock.Trouble);
        _clock.Ahead = Day; // As long as readings keep coming they are dated as before.
        Assert.Contains("dated 1.00:00:00 ahead", _clock.Trouble, StringComparison.Ordinal);
        _clock.Ahead = TimeSpan.Zero;
        Assert.Null(_clock.Trouble);
    }

    [Fact]
    public void Who_is_held_up_while_it_reads_the_time_makes_no_jump_of_it()
    {
        _machine.Advance(TimeSpan.FromSeconds(2));
        _machine.Read = () =>
        {
            _machine.Read = null;
            Pass(300);
        };
        _clock.GetUtcNow();
        Assert.Equal(Noon.AddSeconds(302), _clock.GetUtcNow());
        Assert.Null(_clock.Trouble);
        Assert.Empty(Notes());
    }

    [Fact]
    public void Who_is_held_up_does_not_put_back_what_was_judged_meanwhile()
    {
        _machine.Advance(TimeSpan.FromSeconds(2));
        _machine.Read = () =>
        {
            _machine.Read = null;
            _machine.Wrong = Day;
            Pass(0);
            Pass(30); // Followed by now.
        };
        _clock.GetUtcNow();
        Assert.Equal(Noon.AddSeconds(32) + Day, _clock.GetUtcNow());
        Assert.Null(_clock.Trouble);
        Assert.Single(Notes());
    }

    [Fact]
    public void A_clock_that_falls_back_to_1970_is_never_followed()
    {
        _machine.Wrong = MachineClock.Unset - Noon;
        for (var hour = 1; hour <= 48; hour++)
        {
            _machine.Advance(TimeSpan.FromHours(1));
            Assert.Equal(Noon.AddHours(hour), _clock.GetUtcNow());
        }
    }

    [Fact]
    public void Small_steps_are_followed_at_once_and_do_not_add_up()
    {
        for (var minute = 1; minute <= 100; minute++)
        {
            _machine.Advance(TimeSpan.FromMinutes(1));
            _machine.Wrong += TimeSpan.FromSeconds(50);
            Assert.Equal(_machine.GetUtcNow(), _clock.GetUtcNow());
        }

        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void The_first_setting_is_followed_at_once_and_known_until_it_is_journalled()
    {
        _machine.Wrong = MachineClock.Unset - Noon;
        var clock = new NodeClock(_machine, _log);
        Assert.Contains("never set", clock.Trouble, StringComparison.Ordinal);
        _machine.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(MachineClock.Unset.AddSeconds(40), clock.GetUtcNow());
        _machine.Wrong = TimeSpan.Zero;
        Assert.Equal(Noon.AddSeconds(40), clock.GetUtcNow());
        Assert.Equal(Noon - MachineClock.Unset, clock.SettingToNote(lacking: false));
        clock.AcceptSetting(Noon - MachineClock.Unset);
        Assert.Null(clock.SettingToNote(lacking: false));
        Assert.Null(clock.Trouble);
    }

    [Fact]
    public void What_is_journalled_with_the_old_time_behind_the_first_setting_has_it_said_again()
    {
        _machine.Wrong = MachineClock.Unset - Noon;
        var clock = new NodeClock(_machine, _log);
        _machine.Wrong = TimeSpan.Zero;
        _ = clock.GetUtcNow();
        clock.AcceptSetting(clock.SettingToNote(lacking: false)!.Value);

        _machine.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(Noon - MachineClock.Unset, clock.SettingToNote(lacking: true));
    }

    [Fact]
    public void A_start_before_what_a_former_run_has_saved_is_told()
    {
        var clock = new NodeClock(_machine, _log, shownBefore: Noon + Day);
        Assert.Contains("set 1.00:00:00 back", clock.Trouble, StringComparison.Ordinal);
    }

    private void Pass(int seconds)
    {
        _machine.Advance(TimeSpan.FromSeconds(seconds));
        _clock.GetUtcNow();
    }

    private List<string> Notes()
    {
        List<string> reasons = [];
        while (_clock.TryTakeControlRecord(out var note)) reasons.Add(note!.Reason);
        return reasons;
    }
}
