using System.Globalization;
using CsCheck;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Tests.Rx.EventTime;

/// <summary>Wall clocks against what the runtime's own conversions say, and against known changes.</summary>
public sealed class LocalClockTests
{
    private static readonly string[] Zones =
    [
        "UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "America/Havana", "Asia/Beirut", "Asia/Kolkata",
        "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo", "America/Santiago",
    ];

    private static readonly Gen<TimeZoneInfo> Zone =
        Gen.Int[0, Zones.Length - 1].Select(index => TimeZoneInfo.FindSystemTimeZoneById(Zones[index]));

    private static readonly Gen<DateTime> Local =
        Gen.Int[0, 30 * 366 * 96].Select(quarter => new DateTime(2000, 1, 2).AddMinutes(15 * quarter));

    [Fact]
    public void A_time_begins_at_the_first_instant_that_shows_it_or_a_later_one() => Gen.Select(Zone, Local).Sample((zone, local) =>
    {
        var clock = new LocalClock(zone);
        var first = clock.FirstInstant(local);
        Assert.True(clock.At(first) >= local, $"{zone.Id} {local:O}");
        Assert.True(clock.At(first - 1) < local, $"{zone.Id} {local:O}");
        if (Exists(zone, local)) Assert.Equal(Earliest(zone, local), new DateTime(first, DateTimeKind.Utc));
    });

    [Fact]
    public void Later_times_never_begin_earlier() => Gen.Select(Zone, Local, Gen.Int[0, 400]).Sample((zone, local, quarters) =>
        new LocalClock(zone).FirstInstant(local) <= new LocalClock(zone).FirstInstant(local.AddMinutes(15 * quarters)));

    [Fact]
    public void A_timestamp_is_one_of_the_instants_that_show_it_and_the_nearest() =>
        Gen.Select(Zone, Local, Gen.Int[-300, 300]).Sample((zone, local, minutes) =>
        {
            var near = Earliest(zone, local).AddMinutes(minutes).Ticks;
            var instant = new LocalClock(zone).InstantNear(local, near);
            if (!Exists(zone, local)) return;
            var all = All(zone, local);
            Assert.Contains(instant, all.Select(a => a.Ticks));
            Assert.Equal(all.Min(a => Math.Abs(a.Ticks - near)), Math.Abs(instant - near));
        });

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00")] // put forward at 01:00 UTC
    [InlineData("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30")] // comes twice: the first
    [InlineData("America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00")] // a day without midnight
    [InlineData("America/Havana", "2026-11-01T00:00", "2026-11-01T04:00")] // a day with two
    [InlineData("Pacific/Apia", "2011-12-30T00:00", "2011-12-30T10:00")] // a day that was left out
    [InlineData("Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45")] // half an hour comes twice
    public void Known_changes(string zone, string local, string expected)
    {
        var clock = new LocalClock(TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.Equal(At(expected), new DateTime(clock.FirstInstant(At(local))));
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:50", "2026-10-25T00:30")] // comes twice
    [InlineData("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T01:10", "2026-10-25T01:30")]
    [InlineData("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30", "2026-03-29T01:30")] // does not exist
    [InlineData("Pacific/Apia", "2011-12-29T23:30", "2011-12-30T10:08", "2011-12-30T09:30")] // the last hour before a day was left out
    public void Known_timestamps(string zone, string local, string near, string expected) => Assert.Equal(
        At(expected), new DateTime(new LocalClock(TimeZoneInfo.FindSystemTimeZoneById(zone)).InstantNear(At(local), At(near).Ticks)));

    [Fact]
    public void A_zone_that_is_not_there_is_told()
    {
        Assert.False(LocalClock.TryFindZone("Europe/Berlim", out _, out var problem));
        Assert.Equal("there is no time zone 'Europe/Berlim' on this machine", problem);
    }

    private static bool Exists(TimeZoneInfo zone, DateTime local) => All(zone, local).Count > 0;

    private static DateTime Earliest(TimeZoneInfo zone, DateTime local) => All(zone, local) is { Count: > 0 } all ? all[0] : local;

    // The runtime tells exactly what a clock shows at an instant. The other way round it is wrong where a day was left out: it takes the
    // day for one that there was, and the hour before for one that came twice.
    private static List<DateTime> All(TimeZoneInfo zone, DateTime local) =>
        [.. Enumerable.Range(-60, 121).Select(quarter => local.AddMinutes(15 * quarter))
            .Where(utc => TimeZoneInfo.ConvertTimeFromUtc(utc, zone) == local)];

    private static DateTime At(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture);
}
