using System.Globalization;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>
/// Reads a timestamp: ISO 8601 text (<c>T</c> or a space between date and time; without a zone it is UTC), or Unix time as a number or as
/// digits in text. The unit follows from the magnitude: below 10^11 seconds, below 10^14 milliseconds, below 10^17 microseconds, else
/// nanoseconds; each reads the years 1973 to 5138 without doubt. Digits that a calendar could have written, such as 20260101000010, are no
/// timestamp: they could be either. Of nanoseconds, what is below 100 is cut off.
/// </summary>
public static class TimestampParser
{
    private const double SecondsBelow = 1e11;
    private const double MillisecondsBelow = 1e14;
    private const double MicrosecondsBelow = 1e17;
    private const NumberStyles PlainNumber = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>True when the value is a time between the years 1 and 9999. Never throws.</summary>
    public static bool TryParse(FieldValue value, out DateTimeOffset time)
    {
        time = default;
        return value.Kind switch
        {
            FieldKind.Number => TryUnix(value, out time),
            FieldKind.Text => TryText(value.AsText!.AsSpan().Trim(), out time),
            _ => false,
        };
    }

    private static bool TryText(ReadOnlySpan<char> text, out DateTimeOffset time) =>
        IsoTimestamp.TryParse(text, out time)
        || (WholeNumber.TryRead(text, out var whole) && TryUnix(whole, out time))
        || (double.TryParse(text, PlainNumber, CultureInfo.InvariantCulture, out var unix) && TryUnix(FieldValue.Of(unix), out time));

    // Nanoseconds have more digits than a double: those of a whole number are read as they are, and cut to 100 ns.
    private static bool TryUnix(FieldValue value, out DateTimeOffset time)
    {
        time = default;
        if (TimestampForm.IsCalendarLike(value)) return false;
        if (!value.TryGetWhole(out var whole) || Math.Abs((double)whole) < MicrosecondsBelow) return TryUnix(value.AsNumber, out time);
        time = new(DateTime.UnixEpoch.Ticks + (long)Math.Floor(whole / (decimal)TimeSpan.NanosecondsPerTick), TimeSpan.Zero);
        return true;
    }

    private static bool TryUnix(double value, out DateTimeOffset time)
    {
        var magnitude = Math.Abs(value);
        var unitsPerSecond = magnitude switch
        {
            < SecondsBelow => 1,
            < MillisecondsBelow => 1e3,
            < MicrosecondsBelow => 1e6,
            _ => 1e9,
        };

        // The fraction is rounded to microseconds: that is as far as a double of today's seconds can tell.
        var seconds = Math.Floor(value / unitsPerSecond);
        var microseconds = Math.Round((value - (seconds * unitsPerSecond)) * (1e6 / unitsPerSecond));
        var ticks = (seconds * TimeSpan.TicksPerSecond) + (microseconds * TimeSpan.TicksPerMicrosecond);
        var inRange = Math.Abs(ticks) < long.MaxValue / 4.0 && IsInCalendar(ToTicks(seconds, microseconds));
        time = inRange ? new(ToTicks(seconds, microseconds), TimeSpan.Zero) : default;
        return inRange;
    }

    private static bool IsInCalendar(long ticks) => ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;

    private static long ToTicks(double seconds, double microseconds) =>
        DateTime.UnixEpoch.Ticks + ((long)seconds * TimeSpan.TicksPerSecond) + ((long)microseconds * TimeSpan.TicksPerMicrosecond);
}
