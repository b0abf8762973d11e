using CsCheck;
using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.FunctionDispatcher.Tests.Triggers;

public sealed class BindingTimerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_timer_ticks_at_each_instant_and_at_none_before_it_began()
    {
        var timer = Timer(MissedPolicy.Latest);
        timer.Start(Noon.AddSeconds(5));

        Assert.Null(timer.Due(Noon.AddSeconds(59)));
        Assert.Equal(Noon.AddMinutes(1), timer.Next);
        Assert.Equal([60], Run(timer, 60));
        Assert.Equal([120], Run(timer, 121));
        Assert.Equal(0, timer.Missed);
    }

    [Theory]
    [InlineData(MissedPolicy.Skip, 400, new double[0], 0)]
    [InlineData(MissedPolicy.Skip, 365, new double[] { 360 }, 4)]
    [InlineData(MissedPolicy.Latest, 400, new double[] { 360 }, 4)]
    [InlineData(MissedPolicy.All, 400, new double[] { 120, 180, 240, 300, 360 }, 0)]
    public void Ticks_whose_time_has_passed_are_treated_as_the_binding_says(MissedPolicy policy, int now, double[] run, int missed)
    {
        var timer = Timer(policy);
        timer.Start(Noon);
        Assert.Equal([60], Run(timer, 60));

        Assert.Equal(run, Run(timer, now));
        Assert.Equal(missed, timer.Missed);
        Assert.Equal([420], Run(timer, 420));
        Assert.Equal(policy == MissedPolicy.All ? 0 : now == 400 && policy == MissedPolicy.Skip ? 5 : 4, timer.Missed);
    }

    [Fact]
    public void Of_a_long_silence_all_runs_the_newest_thousand_and_counts_the_rest()
    {
        var timer = Timer(MissedPolicy.All);
        timer.Start(Noon);

        var run = Run(timer, 60 * 5000);

        Assert.Equal(BindingTimer.MissedLimit, run.Length);
        Assert.Equal((4001 * 60, 5000 * 60), (run[0], run[^1]));
        Assert.Equal(4000, timer.Missed);
    }

    [Fact]
    public void A_clock_that_was_set_back_runs_nothing_twice()
    {
        var timer = Timer(MissedPolicy.All);
        timer.Start(Noon);
        Assert.Equal([60, 120], Run(timer, 130));

        Assert.Empty(Run(timer, 10));
        Assert.Empty(Run(timer, 125));
        Assert.Equal([180], Run(timer, 180));
    }

    [Fact]
    public void A_clock_that_was_never_set_starts_no_timer_and_misses_none()
    {
        var timer = Timer(MissedPolicy.Latest);
        var boot = new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Null(timer.Due(boot.AddHours(1)));
        Assert.Null(timer.Due(Noon));
        Assert.Equal([60], Run(timer, 60));
        Assert.Equal(0, timer.Missed);
    }

    [Fact]
    public void A_changed_binding_goes_on_where_the_old_one_was_and_another_rule_begins_at_the_change()
    {
        var old = Timer(MissedPolicy.Latest);
        old.Start(Noon);
        Assert.Equal([60], Run(old, 60));
        var (same, other) = (Timer(MissedPolicy.Latest), Timer(MissedPolicy.Latest, "1s"));
        same.Inherit(old);
        other.Inherit(old);
        same.Start(Noon.AddSeconds(90));
        other.Start(Noon.AddSeconds(90));

        Assert.Equal([120], Run(same, 120));
        Assert.Equal([91], Run(other, 91));
        Assert.Equal(0, other.Missed);
    }

    [Fact]
    public void A_tick_that_is_tried_again_counts_nothing_twice()
    {
        var timer = Timer(MissedPolicy.Latest);
        timer.Start(Noon);
        var (early, late) = (TickDocument.Write(Noon.AddMinutes(1), 4), TickDocument.Write(Noon.AddMinutes(2), 0));
        foreach (var tick in (byte[][])[early, late, early]) timer.Observe(tick);

        Assert.Equal(4, timer.Missed);
        Assert.Equal(Noon.AddMinutes(2), timer.LastRun);
    }

    private enum Step
    {
        Pass,
        Crash,
        Save,
        SetBack,
    }

    [Fact]
    public void No_instant_has_its_turn_twice_whatever_crashes_and_whatever_the_clock_does() =>
        Gen.Select(
            ScheduleTests.Chosen(MissedPolicy.Skip, MissedPolicy.Latest, MissedPolicy.All),
            Gen.Select(ScheduleTests.Chosen(Step.Pass, Step.Pass, Step.Pass, Step.Crash, Step.Save, Step.SetBack),
                Gen.Int[1, 300]).Array[1, 60]).Sample(
            (policy, steps) =>
            {
                var journal = new List<TimerTick>();
                var (saved, position) = (Save(Timer(policy)), 0);
                var timer = Timer(policy);
                var (now, began) = (Noon, Noon);
                timer.Start(now);
                foreach (var (step, seconds) in steps)
                {
                    if (step == Step.Pass) now = now.AddSeconds(seconds);
                    if (step == Step.SetBack) now = now.AddSeconds(-seconds);
                    if (step == Step.Save) (saved, position) = (Save(timer), journal.Count);
                    if (step == Step.Crash)
                    {
                        timer = Load(policy, saved);
                        foreach (var tick in journal[position..]) timer.Observe(tick.Payload);
                        timer.Start(now);
                    }

                    while (timer.Due(now) is { } tick)
                    {
                        journal.Add(tick);
                        timer.Taken();
                        timer.Observe(tick.Payload);
                    }
                }

                var instants = journal.Select(t => t.Instant).ToList();
                Assert.Equal(instants.Distinct().Count(), instants.Count);
                Assert.Equal(instants.Order(), instants);
                Assert.All(instants, i => Assert.Equal(0, i.ToUnixTimeSeconds() % 60));
                if (instants.Count > 0 && position == 0 && steps.All(s => s.Item1 is not (Step.Crash or Step.SetBack)))
                    Assert.Equal((instants[^1] - began).TotalMinutes, instants.Count + timer.Missed);
            },
            iter: 2000);

    private static double[] Run(BindingTimer timer, double seconds)
    {
        var run = new List<double>();
        while (timer.Due(Noon.AddSeconds(seconds)) is { } tick)
        {
            timer.Taken();
            timer.Observe(tick.Payload);
            run.Add((tick.Instant - Noon).TotalSeconds);
        }

        return [.. run];
    }

    private static byte[] Save(BindingTimer timer)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        timer.Save(writer);
        return stream.ToArray();
    }

    private static BindingTimer Load(MissedPolicy policy, byte[] state)
    {
        var timer = Timer(policy);
        using var reader = new BinaryReader(new MemoryStream(state));
        timer.Load(reader);
        return timer;
    }

    private static BindingTimer Timer(MissedPolicy policy, string every = "1m") =>
        new(ScheduleTests.Every(every, "0s"), policy, "$timer/x", every);
}
