using System.Globalization;
using EventEdge.Contracts.Texts;

namespace EventEdge.Demo;

/// <summary>
/// A press's temperature and humidity sensor with its weaknesses: a radio that loses connection and delivers late, a clock that drifts, a
/// reading of −999 or a broken message now and then. Stamped by its own clock, 20 messages a second.
/// </summary>
internal readonly record struct Telemetry(Press Press)
{
    /// <summary>Time between two readings.</summary>
    public const double Period = 0.05;

    /// <summary>Longest a reading may be held back.</summary>
    public const double DelayLimit = 13;

    private const double GapSlotSeconds = 12;
    private const double GapSeconds = 2;

    /// <summary>When the reading of a tick leaves the sensor, in seconds since the demo began.</summary>
    public double SentAt(long tick)
    {
        var taken = tick * Period;
        if (Press.Number != 1) return taken;
        var slot = (long)Math.Floor(taken / GapSlotSeconds);
        var gap = (slot * GapSlotSeconds) + 5;
        if (taken < gap || taken >= gap + GapSeconds) return taken;

        // What the radio could not send leaves in one burst, after newer readings; a few stay longer than any window waits.
        var lost = SeededRandom.Roll(Press.Seed, Press.Number, "lost", tick) < 0.1;
        return lost ? taken + DelayLimit - 0.5 : gap + GapSeconds + 1.5 + ((taken - gap) * 0.01);
    }

    /// <summary>What its clock shows, in seconds since the demo began: press 3 loses 1 % and is set right every ten minutes.</summary>
    public double Timestamp(long tick)
    {
        var taken = tick * Period;
        return Press.Number == 3 ? taken - (taken % 600 * 0.01) : taken;
    }

    public SensorMessage Message(DateTimeOffset began, long tick) => new(
        began.AddSeconds(SentAt(tick)), $"plant/{Press.Site}/press/{Press.Device}/telemetry", Payload(began, tick), 1);

    private byte[] Payload(DateTimeOffset began, long tick)
    {
        var luck = SeededRandom.Roll(Press.Seed, Press.Number, "luck", tick);
        if (luck < 0.0008) return JsonBytes.Object("interrupted", static (json, text) => json.WriteString("ts", text))[..^2];
        var seconds = tick * Period;
        var timestamp = luck < 0.0016 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : began.AddSeconds(Timestamp(tick));
        var temperature = luck > 0.998 ? -999 : Press.Temperature(seconds, tick);
        return JsonBytes.Object((timestamp, temperature, Humidity: Press.Humidity(seconds, tick)), static (json, reading) =>
        {
            json.WriteString(
                "ts", reading.timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
            json.WriteNumber("temperature", Math.Round(reading.temperature, 2));
            json.WriteNumber("humidity", Math.Round(reading.Humidity, 1));
        });
    }
}
