using System.Globalization;
using EventEdge.Cli;

namespace EventEdge.Settings.Values;

/// <summary>Reads flag values; what cannot be used ends the command with the flag's name and what it takes.</summary>
internal static class Check
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromDays(30);

    public static int Qos(int qos) => qos is >= 0 and <= 2 ? qos : throw CommandFailure.BadInput($"--qos: {qos} is none of 0, 1, 2");

    public static long AtLeastOne(string flag, long value) =>
        value >= 1 ? value : throw CommandFailure.BadInput($"{flag}: {value} is not 1 or more");

    public static HostPort Address(string flag, string text) => HostPort.TryParse(text, out var value)
        ? value
        : throw CommandFailure.BadInput($"{flag}: '{text}' is not HOST:PORT, such as 127.0.0.1:8080");

    public static TimeSpan Duration(string flag, string text) => DurationText.TryParse(text, out var value)
        ? value
        : throw CommandFailure.BadInput($"{flag}: '{text}' is not a duration such as 500ms, 20s or 5m");

    /// <summary>A time after which a command ends by itself; a timer cannot be longer.</summary>
    public static TimeSpan End(string flag, string text)
    {
        var value = Duration(flag, text);
        return value <= LongestEnd ? value : throw CommandFailure.BadInput(
            $"{flag}: '{text}' is more than {LongestEnd.Days}d; leave it out to run until Ctrl+C");
    }

    public static DateTimeOffset Time(string flag, string text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var value)
            ? value
            : throw CommandFailure.BadInput($"{flag}: '{text}' is not a time such as 2014-04-10T07:15:00Z");
    }

    public static TimeZoneInfo Zone(string flag, string name)
    {
        if (name.Equals("utc", StringComparison.OrdinalIgnoreCase)) return TimeZoneInfo.Utc;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw CommandFailure.BadInput($"{flag}: '{name}' is not a time zone such as utc or Europe/Paris");
    }
}
