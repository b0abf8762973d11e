using System.Text;
using System.Text.Json;
using EventEdge.Demo;

namespace EventEdge.EventEdge.Tests.Demo;

public sealed class PlantTests
{
    private static readonly DateTimeOffset Began = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly IReadOnlyList<SensorMessage> _minute = new Plant(1, Began).Between(Began, Began.AddMinutes(1));

    [Fact]
    public void The_same_seed_gives_the_same_plant_and_another_seed_another()
    {
        Assert.Equal(Texts(_minute), Texts(new Plant(1, Began).Between(Began, Began.AddMinutes(1))));
        Assert.NotEqual(Texts(_minute), Texts(new Plant(2, Began).Between(Began, Began.AddMinutes(1))));
    }

    [Fact]
    public void However_a_range_is_cut_up_it_holds_the_same_messages()
    {
        var plant = new Plant(1, Began);
        var pieces = new List<SensorMessage>();
        var random = new Random(5);
        for (var from = Began; from < Began.AddMinutes(1);)
        {
            var to = from.AddMilliseconds(random.Next(1, 400));
            pieces.AddRange(plant.Between(from, to > Began.AddMinutes(1) ? Began.AddMinutes(1) : to));
            from = to;
        }

        Assert.Equal(Texts(_minute).Order(), Texts(pieces).Order());
    }

    [Fact]
    public void Three_presses_speak_about_360_times_a_second()
    {
        Assert.Equal(6, _minute.Select(message => message.Topic).Distinct().Count());
        Assert.InRange(_minute.Count, 21_000, 21_700);
        Assert.All(_minute, message => Assert.Equal(message.Topic.EndsWith("/vibration", StringComparison.Ordinal) ? 0 : 1, message.Qos));
    }

    [Fact]
    public void The_day_goes_up_and_down()
    {
        var temperatures = Readings("p1").Where(reading => reading.Temperature is > -100 and < 90).ToList();
        Assert.InRange(temperatures.Max(reading => reading.Temperature) - temperatures.Min(reading => reading.Temperature), 15, 45);
    }

    [Fact]
    public void A_press_overheats_now_and_then_and_the_second_one_soon()
    {
        Assert.Contains(Readings("p2"), reading => reading.Temperature > 90 && reading.SentAt < Began.AddSeconds(15));
        Assert.True(Readings("p1").Count(reading => reading.Temperature > 90) < 400);
    }

    [Fact]
    public void One_clock_drifts_behind()
    {
        var last = Readings("p3").Last(reading => reading.Timestamp.Year == 2026);
        Assert.InRange((last.SentAt - last.Timestamp).TotalSeconds, 0.5, 0.7);
        Assert.All(Readings("p2").Where(reading => reading.Timestamp.Year == 2026),
            reading => Assert.Equal(reading.SentAt, reading.Timestamp));
    }

    [Fact]
    public void One_radio_delivers_late_in_bursts_and_a_little_of_it_too_late()
    {
        var delays = Readings("p1").Where(reading => reading.Timestamp.Year == 2026)
            .Select(reading => (reading.SentAt - reading.Timestamp).TotalSeconds).ToList();
        Assert.InRange(delays.Count(delay => delay is > 1 and < 5), 100, 200);
        Assert.InRange(delays.Count(delay => delay > 10), 3, 40);
    }

    [Fact]
    public void Some_messages_are_broken_some_clocks_unset_some_readings_absurd()
    {
        var minutes = new Plant(1, Began).Between(Began, Began.AddMinutes(5));
        Assert.Contains(minutes, message => Encoding.UTF8.GetString(message.Payload).EndsWith("interrupted", StringComparison.Ordinal));
        Assert.Contains(minutes, message => Encoding.UTF8.GetString(message.Payload).Contains("\"1970-", StringComparison.Ordinal));
        Assert.Contains(minutes, message => Encoding.UTF8.GetString(message.Payload).Contains("-999", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Texts(IEnumerable<SensorMessage> messages) =>
        messages.Select(message => $"{message.SentAt:O} {message.Topic} {message.Qos} {Encoding.UTF8.GetString(message.Payload)}");

    private List<(DateTimeOffset SentAt, DateTimeOffset Timestamp, double Temperature)> Readings(string device)
    {
        var readings = new List<(DateTimeOffset, DateTimeOffset, double)>();
        foreach (var message in _minute.Where(message => message.Topic.EndsWith($"/{device}/telemetry", StringComparison.Ordinal)))
        {
            if (!message.Payload.AsSpan().EndsWith("}"u8)) continue;
            using var json = JsonDocument.Parse(message.Payload);
            readings.Add((
                message.SentAt, json.RootElement.GetProperty("ts").GetDateTimeOffset(),
                json.RootElement.GetProperty("temperature").GetDouble()));
        }

        return readings;
    }
}
