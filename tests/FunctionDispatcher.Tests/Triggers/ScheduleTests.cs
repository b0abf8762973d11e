using System.Globalization;
using CsCheck;
using EventEdge.FunctionDispatcher.Triggers.Cron;
using EventEdge.FunctionDispatcher.Triggers.Every;
using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.FunctionDispatcher.Tests.Triggers;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData("60s", "0s", "2026-03-01T12:00:00Z", "2026-03-01T12:01:00Z")]
    [InlineData("60s", "0s", "2026-03-01T12:00:59.9Z", "2026-03-01T12:01:00Z")]
    [InlineData("60s", "15s", "2026-03-01T12:00:14Z", "2026-03-01T12:00:15Z")]
    [InlineData("60s", "15s", "2026-03-01T12:00:15Z", "2026-03-01T12:01:15Z")]
    [InlineData("1d", "6h", "2026-03-01T12:00:00Z", "2026-03-02T06:00:00Z")]
    [InlineData("100ms", "0s", "2026-03-01T12:00:00.1Z", "2026-03-01T12:00:00.2Z")]
    [InlineData("7s", "0s", "1969-12-31T23:59:58Z", "1970-01-01T00:00:00Z")]
    public void Every_is_aligned_to_the_epoch(string every, string offset, string after, string next) =>
        Assert.Equal(At(next), Every(every, offset).After(At(after)));

    [Theory]
    // In Berlin 2026-03-29 has no 02:30, and 2026-10-25 has it twice.
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("*/30 * * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z")]
    [InlineData("0 6 * * MON-FRI", "Europe/Berlin", "2026-03-27T12:00:00Z", "2026-03-30T04:00:00Z")]
    [InlineData("0 6 * * *", "UTC", "2026-03-27T06:00:00Z", "2026-03-28T06:00:00Z")]
    [InlineData("*/10 * * * * *", "UTC", "2026-03-27T06:00:01Z", "2026-03-27T06:00:10Z")]
    [InlineData("0 0 29 2 *", "UTC", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    public void Cron_follows_the_wall_clock_of_its_zone(string cron, string zone, string after, string next) =>
        Assert.Equal(At(next), Cron(cron, zone).After(At(after)));

    [Fact]
    public void Both_hours_of_the_autumn_night_tick_and_the_lost_one_of_spring_does_not()
    {
        var hourly = Cron("0 * * * *", "Europe/Berlin");

        Assert.Equal(25, hourly.CountOf(At("2026-10-24T21:59:59Z"), At("2026-10-25T22:59:59Z")));
        Assert.Equal(23, hourly.CountOf(At("2026-03-28T22:59:59Z"), At("2026-03-29T21:59:59Z")));
    }

    [Fact]
    public void The_newest_instants_are_those_that_asking_for_each_next_gives() =>
        Gen.Select(Chosen("*/5 * * * *", "30 2 * * *", "0 0 1 * *", "*/10 * * * * *"), Gen.Int[0, 200_000], Gen.Int[1, 20]).Sample(
            (cron, seconds, limit) =>
            {
                var schedule = Cron(cron, "Europe/Berlin");
                var (after, through) = (At("2026-10-24T00:00:00Z"), At("2026-10-24T00:00:00Z").AddSeconds(seconds));
                var all = new List<DateTimeOffset>();
                for (var next = schedule.After(after); next <= through; next = schedule.After(next.Value)) all.Add(next.Value);

                Assert.Equal(all.TakeLast(limit), schedule.Newest(after, through, limit));
                Assert.Equal(Math.Min(all.Count, 10_000), schedule.CountOf(after, through));
            },
            iter: 60);

    [Fact]
    public void The_newest_of_a_fixed_period_are_counted_without_walking_through_them()
    {
        var every = Every("1s", "0s");
        var (after, through) = (At("1970-01-01T00:00:00Z"), At("2026-01-01T00:00:00.5Z"));

        Assert.Equal([At("2025-12-31T23:59:59Z"), At("2026-01-01T00:00:00Z")], every.Newest(after, through, 2));
        Assert.Equal(1_767_225_600, every.CountOf(after, through));
        Assert.Empty(every.Newest(through, after, 2));
    }

    internal static Gen<T> Chosen<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    internal static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    internal static ISchedule Every(string period, string offset)
    {
        Assert.True(FunctionDispatcher.Configuration.Shapes.Quantity.TryParseDuration(period, out var every));
        Assert.True(FunctionDispatcher.Configuration.Shapes.Quantity.TryParseDuration(offset, out var after));
        return new EverySchedule(every, after);
    }

    internal static ISchedule Cron(string cron, string zone)
    {
        Assert.True(CronSchedule.TryParse(cron, zone, out var schedule, out var error), error);
        return schedule;
    }
}
