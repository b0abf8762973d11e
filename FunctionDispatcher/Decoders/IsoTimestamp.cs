using System.Globalization;

namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>
/// ISO 8601 as sensors write it: a date (<c>yyyy-MM-dd</c>, <c>yyyy-Www-d</c>, <c>yyyy-ddd</c>), optionally followed by <c>T</c> or a
/// space and <c>HH:mm[:ss[.fraction]]</c>, optionally by a zone: <c>Z</c>, <c>UTC</c>, <c>GMT</c>, <c>±HH</c>, <c>±HHmm</c> or
/// <c>±HH:mm</c>, a blank before it allowed, and the annotations of RFC 9557 behind it (<c>[Europe/Berlin]</c>), which change nothing.
/// With a time the hyphens and colons may be left out. <c>24:00</c> is the next midnight, second 60 the next second. Digits of the
/// fraction beyond 100 ns are cut off.
/// </summary>
internal static class IsoTimestamp
{
    private const char Minus = '\u2212';

    /// <summary>True when the whole text is such a timestamp; the result is in UTC, which is also taken where no zone is given.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (!TryParse(text, out var ticks, out _) || ticks < 0 || ticks > DateTime.MaxValue.Ticks) return false;
        time = new(ticks, TimeSpan.Zero);
        return true;
    }

    /// <summary>The same in ticks, which are local where no zone is given; they may lie outside of the calendar.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long ticks, out bool hasZone)
    {
        hasZone = false;
        if (!TryDate(ref text, out ticks, out var isBasic)) return false;
        if (text.IsEmpty) return !isBasic;
        if (text[0] is not ('T' or 't' or ' ')) return false;
        text = text[1..];
        return TryTimeOfDay(ref text, ref ticks) && TryZone(text, ref ticks, out hasZone);
    }

    private static bool TryDate(ref ReadOnlySpan<char> text, out long ticks, out bool isBasic)
    {
        ticks = 0;
        isBasic = false;
        if (!TryDigits(ref text, 4, out var year) || year == 0) return false;
        isBasic = !TrySkip(ref text, '-');
        if (TrySkip(ref text, 'W') || TrySkip(ref text, 'w')) return TryWeekDate(ref text, year, isBasic, ref ticks);
        return Digits(text) == 3 ? TryOrdinal(ref text, year, ref ticks) : TryCalendarDate(ref text, year, isBasic, ref ticks);
    }

    private static bool TryCalendarDate(ref ReadOnlySpan<char> text, int year, bool isBasic, ref long ticks)
    {
        if (!TryDigits(ref text, 2, out var month) || (!isBasic && !TrySkip(ref text, '-')) || !TryDigits(ref text, 2, out var day))
            return false;
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks;
        return true;
    }

    private static bool TryOrdinal(ref ReadOnlySpan<char> text, int year, ref long ticks)
    {
        if (!TryDigits(ref text, 3, out var day) || day < 1 || day > (DateTime.IsLeapYear(year) ? 366 : 365)) return false;
        ticks = new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks + ((day - 1) * TimeSpan.TicksPerDay);
        return true;
    }

    private static bool TryWeekDate(ref ReadOnlySpan<char> text, int year, bool isBasic, ref long ticks)
    {
        if (!TryDigits(ref text, 2, out var week) || (!isBasic && !TrySkip(ref text, '-')) || !TryDigits(ref text, 1, out var day))
            return false;
        if (week < 1 || week > ISOWeek.GetWeeksInYear(year) || day is < 1 or > 7 || year is 1 or 9999) return false;
        ticks = ISOWeek.ToDateTime(year, week, (DayOfWeek)(day % 7)).Ticks;
        return true;
    }

    private static bool TryTimeOfDay(ref ReadOnlySpan<char> text, ref long ticks)
    {
        if (!TryDigits(ref text, 2, out var hours)) return false;
        TrySkip(ref text, ':');
        if (!TryDigits(ref text, 2, out var minutes)) return false;
        var (seconds, fraction) = (0, 0L);
        var hasColon = TrySkip(ref text, ':');
        var hasSeconds = hasColon || Digits(text) > 0;
        if (hasSeconds && !TryDigits(ref text, 2, out seconds)) return false;
        if ((TrySkip(ref text, '.') || TrySkip(ref text, ',')) && (!hasSeconds || !TryFraction(ref text, ref fraction))) return false;
        if (hours > 24 || minutes > 59 || seconds > 60 || (hours == 24 && minutes + seconds + fraction > 0)) return false;
        ticks += (((((hours * 60L) + minutes) * 60) + seconds) * TimeSpan.TicksPerSecond) + fraction;
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<char> text, ref long ticks)
    {
        var unit = TimeSpan.TicksPerSecond;
        var digits = Digits(text);
        for (var index = 0; index < digits; index++)
        {
            unit /= 10;
            ticks += (text[index] - '0') * unit;
        }

        text = text[digits..];
        return digits > 0;
    }

    private static bool TryZone(ReadOnlySpan<char> text, ref long ticks, out bool hasZone)
    {
        text = text.TrimStart(' ');
        hasZone = !text.IsEmpty;
        if (!hasZone) return true;
        if (TrySkip(ref text, 'Z') || TrySkip(ref text, 'z') || TrySkipWord(ref text, "UTC") || TrySkipWord(ref text, "GMT"))
            return AreAnnotations(text);
        var isWest = text[0] is '-' or Minus;
        if (!isWest && text[0] != '+') return false;
        text = text[1..];
        var minutes = 0;
        if (!TryDigits(ref text, 2, out var hours)) return false;
        if ((TrySkip(ref text, ':') || Digits(text) > 0) && !TryDigits(ref text, 2, out minutes)) return false;
        if (hours > 14 || minutes > 59) return false;
        var offset = ((hours * 60L) + minutes) * TimeSpan.TicksPerMinute;
        ticks += isWest ? offset : -offset;
        return AreAnnotations(text);
    }

    // What must be understood, as the mark says, is not: such a timestamp is refused.
    private static bool AreAnnotations(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf(']');
            if (text[0] != '[' || end < 2 || text[1] == '!' || text[1..end].Contains('[')) return false;
            text = text[(end + 1)..];
        }

        return true;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var count = text.IndexOfAnyExceptInRange('0', '9');
        return count < 0 ? text.Length : count;
    }

    private static bool TrySkipWord(ref ReadOnlySpan<char> text, string word)
    {
        if (!text.StartsWith(word, StringComparison.OrdinalIgnoreCase)) return false;
        text = text[word.Length..];
        return true;
    }

    private static bool TrySkip(ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected) return false;
        text = text[1..];
        return true;
    }

    private static bool TryDigits(ref ReadOnlySpan<char> text, int count, out int value)
    {
        value = 0;
        if (text.Length < count) return false;
        for (var i = 0; i < count; i++)
        {
            if (!char.IsAsciiDigit(text[i])) return false;
            value = (value * 10) + (text[i] - '0');
        }

        text = text[count..];
        return true;
    }
}
