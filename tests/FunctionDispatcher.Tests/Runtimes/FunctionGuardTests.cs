using EventEdge.FunctionDispatcher.Runtimes;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes;

public sealed class FunctionGuardTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _time = new();
    private int _reports;

    [Fact]
    public void A_call_within_its_limit_is_fine()
    {
        using var watchdog = new FunctionWatchdog(_time);
        var guard = Watch(watchdog);
        guard.Begin();
        Pass(0.99);
        Assert.False(guard.End());
        Assert.Equal(0, _reports);
    }

    [Fact]
    public void A_call_that_hangs_is_reported_once_while_it_hangs_and_its_result_is_to_be_dropped()
    {
        using var watchdog = new FunctionWatchdog(_time);
        var guard = Watch(watchdog);
        guard.Begin();
        Pass(1.5);
        Assert.Equal(1, _reports);
        Pass(60);
        Assert.Equal(1, _reports);
        Assert.True(guard.End());
    }

    [Fact]
    public void A_call_that_hangs_for_good_is_reported_once_more_and_one_that_returns_before_is_not()
    {
        using var watchdog = new FunctionWatchdog(_time, TimeSpan.FromSeconds(5));
        var hangs = 0;
        var guard = watchdog.Watch(Timeout, () => _reports++, () => hangs++);
        guard.Begin();
        Pass(4.5);
        guard.End();
        guard.Begin();
        Pass(4.5);
        Assert.Equal((2, 0), (_reports, hangs));
        Pass(60);
        Assert.Equal((2, 1), (_reports, hangs));
    }

    [Fact]
    public void The_call_after_a_late_one_starts_afresh()
    {
        using var watchdog = new FunctionWatchdog(_time);
        var guard = Watch(watchdog);
        guard.Begin();
        Pass(2);
        guard.End();
        guard.Begin();
        Pass(0.75);
        Assert.False(guard.End());
        guard.Begin();
        Pass(2);
        Assert.True(guard.End());
        Assert.Equal(2, _reports);
    }

    [Fact]
    public void Many_short_calls_are_not_one_long_call()
    {
        using var watchdog = new FunctionWatchdog(_time);
        var guard = Watch(watchdog);
        for (var i = 0; i < 50; i++)
        {
            guard.Begin();
            Pass(0.25);
            Assert.False(guard.End());
        }
    }

    [Fact]
    public void Time_between_calls_does_not_count()
    {
        using var watchdog = new FunctionWatchdog(_time);
        var guard = Watch(watchdog);
        guard.Begin();
        guard.End();
        Pass(60);
        Assert.Equal(0, _reports);
    }

    [Fact]
    public void Each_function_has_its_own_limit()
    {
        using var watchdog = new FunctionWatchdog(_time);
        var patient = watchdog.Watch(TimeSpan.FromMinutes(1), () => _reports += 100);
        var strict = watchdog.Watch(TimeSpan.FromMilliseconds(40), () => _reports++);
        patient.Begin();
        strict.Begin();
        Pass(0.06);
        Assert.Equal(1, _reports);
        Assert.True(strict.End());
        Assert.False(patient.End());
    }

    [Fact]
    public void A_function_that_may_take_longer_than_the_hang_limit_does_not_hang_before_its_own()
    {
        using var watchdog = new FunctionWatchdog(_time, TimeSpan.FromSeconds(5));
        var hangs = 0;
        var guard = watchdog.Watch(TimeSpan.FromSeconds(10), () => _reports++, () => hangs++);
        guard.Begin();
        Pass(9.5);
        Assert.Equal((0, 0), (_reports, hangs));
        Pass(3);
        Assert.Equal((1, 1), (_reports, hangs));
    }

    [Fact]
    public void A_forgotten_function_is_watched_no_more()
    {
        using var watchdog = new FunctionWatchdog(_time);
        var guard = Watch(watchdog);
        guard.Begin();
        watchdog.Forget(guard);
        Pass(60);
        Assert.False(guard.End());
    }

    private FunctionGuard Watch(FunctionWatchdog watchdog) => watchdog.Watch(Timeout, () => _reports++);

    private void Pass(double seconds)
    {
        for (var passed = 0.0; passed < seconds - 1e-9; passed += 0.01) _time.Advance(TimeSpan.FromSeconds(0.01));
    }
}
