using System.Globalization;
using CsCheck;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Rx.Windows.Grids;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows.Grids;

/// <summary>Windows of a calendar: each instant in exactly one, days as long as the clock makes them.</summary>
public sealed class CalendarGridTests
{
    private static readonly string[] Zones =
    [
        "UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "America/Havana", "Asia/Beirut", "Asia/Kolkata",
        "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo", "America/Santiago", "Africa/Casablanca",
    ];

    private static readonly TimeSpan[] Shifts = [new(2, 30, 0), new(6, 0, 0), new(14, 0, 0), new(22, 0, 0)];

    private static readonly Gen<CalendarRule> Rule = Gen.Select(
        Gen.Int[0, Zones.Length - 1], Gen.Enum<CalendarUnit>(), Gen.Int[1, 4], Gen.Int[0, 6], Gen.Int[1, Shifts.Length],
        (zone, unit, count, weekStart, shifts) =>
            new CalendarRule(unit, unit == CalendarUnit.Shift ? 1 : count, TimeZoneInfo.FindSystemTimeZoneById(Zones[zone]))
            {
                WeekStart = weekStart, At = Shifts[..shifts],
            });

    // Quarters of an hour from 2000 to 2036, so that changes of clocks are met.
    private static readonly Gen<long> Instant =
        Gen.Int[0, 36 * 366 * 96].Select(quarter => new DateTime(2000, 1, 2).AddMinutes(15 * quarter).Ticks);

    [Fact]
    public void Each_instant_is_in_exactly_one_window_and_windows_follow_each_other() => Gen.Select(Rule, Instant).Sample(
        (rule, time) =>
        {
            var grid = new CalendarGrid(rule);
            var start = grid.FirstStart(time);
            var end = grid.EndOf(start);
            Assert.True(start <= time && time < end);
            Assert.True(end - start <= rule.Longest.Ticks, $"{TimeSpan.FromTicks(end - start)} of {rule}");
            Assert.Equal(start, grid.FirstStart(start));
            Assert.Equal(start, grid.FirstStart(end - 1));
            Assert.Equal(end, grid.NextStart(start));
            Assert.Equal(end, new CalendarGrid(rule).FirstStart(end));
            Assert.Equal(start, new CalendarGrid(rule).EndOf(new CalendarGrid(rule).FirstStart(start - 1)));
        },
        iter: 3000);

    [Fact]
    public void A_day_is_what_the_runtime_s_own_conversions_say() => Gen.Select(Gen.Int[0, Zones.Length - 1], Instant).Sample(
        (index, time) =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(Zones[index]);
            var date = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(time, DateTimeKind.Utc), zone).Date;
            var next = date.AddDays(1);
            if (!new[] { date, next }.All(midnight => IsSure(zone, midnight))) return;
            var grid = new CalendarGrid(new(CalendarUnit.Day, 1, zone));
            Assert.Equal(TimeZoneInfo.ConvertTimeToUtc(date, zone).Ticks, grid.FirstStart(time));
            Assert.Equal(TimeZoneInfo.ConvertTimeToUtc(next, zone).Ticks, grid.EndOf(grid.FirstStart(time)));
        },
        iter: 3000);

    [Theory]
    [InlineData("Europe/Berlin", CalendarUnit.Day, 1, "2026-03-29T12:00", "2026-03-28T23:00", 23)]
    [InlineData("Europe/Berlin", CalendarUnit.Day, 1, "2026-10-25T12:00", "2026-10-24T22:00", 25)]
    [InlineData("Europe/Berlin", CalendarUnit.Day, 1, "2026-07-01T00:00", "2026-06-30T22:00", 24)]
    [InlineData("Europe/Berlin", CalendarUnit.Week, 1, "2026-03-29T12:00", "2026-03-22T23:00", 167)]
    [InlineData("UTC", CalendarUnit.Week, 1, "2026-01-01T00:00", "2025-12-29T00:00", 168)]
    [InlineData("Europe/Berlin", CalendarUnit.Month, 1, "2026-10-31T12:00", "2026-09-30T22:00", 745)]
    [InlineData("UTC", CalendarUnit.Month, 3, "2026-05-31T12:00", "2026-04-01T00:00", 91 * 24)]
    [InlineData("UTC", CalendarUnit.Month, 1, "2024-02-29T23:59", "2024-02-01T00:00", 29 * 24)]
    [InlineData("America/New_York", CalendarUnit.Year, 1, "2026-01-01T04:59", "2025-01-01T05:00", 365 * 24)]
    [InlineData("America/Sao_Paulo", CalendarUnit.Day, 1, "2018-11-04T12:00", "2018-11-04T03:00", 23)] // no midnight
    [InlineData("America/Havana", CalendarUnit.Day, 1, "2026-11-01T12:00", "2026-11-01T04:00", 25)] // two of them
    [InlineData("Pacific/Apia", CalendarUnit.Day, 1, "2011-12-30T09:59", "2011-12-29T10:00", 24)] // the day before one that was left out
    [InlineData("Pacific/Apia", CalendarUnit.Day, 1, "2011-12-30T10:00", "2011-12-30T10:00", 24)]
    public void Known_windows(string zone, object unit, int count, string time, string start, double hours)
    {
        var grid = new CalendarGrid(new((CalendarUnit)unit, count, TimeZoneInfo.FindSystemTimeZoneById(zone)));
        var found = grid.FirstStart(At(time));
        Assert.Equal(DateTime.Parse(start, CultureInfo.InvariantCulture), new DateTime(found));
        Assert.Equal(hours, TimeSpan.FromTicks(grid.EndOf(found) - found).TotalHours);
    }

    [Theory]
    [InlineData("2026-03-28T22:00", 21, 7)] // the night in which an hour is left out
    [InlineData("2026-10-25T00:30", 20, 9)] // the night in which one comes twice
    [InlineData("2026-07-01T12:00", 12, 8)]
    [InlineData("2026-07-01T03:59", 20, 8)]
    public void Shifts_last_from_one_time_of_day_to_the_next(string time, int startHour, double hours)
    {
        var rule = new CalendarRule(CalendarUnit.Shift, 1, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")) { At = Shifts[1..] };
        var grid = new CalendarGrid(rule);
        var start = grid.FirstStart(At(time));
        Assert.Equal((startHour, hours), (new DateTime(start).Hour, TimeSpan.FromTicks(grid.EndOf(start) - start).TotalHours));
    }

    [Fact]
    public void Weeks_begin_on_the_day_that_is_named()
    {
        var grid = new CalendarGrid(new(CalendarUnit.Week, 1, TimeZoneInfo.Utc) { WeekStart = 6 });
        Assert.Equal(DayOfWeek.Sunday, new DateTime(grid.FirstStart(At("2026-01-01T00:00"))).DayOfWeek);
    }

    [Fact]
    public void A_binding_s_days_fire_restart_and_are_corrected_like_any_window()
    {
        var berlin = new CalendarRule(CalendarUnit.Day, 1, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        var bench = new WindowBench(WindowShape.OfCalendar(berlin), WindowBench.Time(lateness: 3600));
        var change = (DateTime.Parse("2024-03-30T23:00", CultureInfo.InvariantCulture) - WindowBench.Origin.DateTime).TotalSeconds;
        bench.Each(change - 1, change, change + (23 * 3600) - 1);
        bench.Restart();
        bench.Each(change + (23 * 3600));
        Assert.Equal(
            [$"a [{change - 86_400},{change}) r0: 1 events, sum 1", $"a [{change},{change + (23 * 3600)}) r0: 2 events, sum 2"],
            bench.Look());
        Assert.Equal(WindowOutcome.Corrected, bench.At(change + 10));
        Assert.Equal([$"a [{change},{change + (23 * 3600)}) r1: 3 events, sum 3"], bench.Look());
    }

    // The runtime converts some years of Morocco and a day of Samoa there and not back.
    private static bool IsSure(TimeZoneInfo zone, DateTime local) =>
        !zone.IsInvalidTime(local) && !zone.IsAmbiguousTime(local)
        && TimeZoneInfo.ConvertTimeFromUtc(TimeZoneInfo.ConvertTimeToUtc(local, zone), zone) == local;

    private static long At(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture).Ticks;
}
