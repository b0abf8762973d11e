namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>
/// ISO 8601 as sensors write it: <c>yyyy-MM-dd</c>, optionally followed by <c>T</c> or a space and <c>HH:mm[:ss[.fraction]]</c>, optionally
/// by <c>Z</c>, <c>±HH</c>, <c>±HHmm</c> or <c>±HH:mm</c>. Digits of the fraction beyond 100 ns are cut off.
/// </summary>
internal static class IsoTimestamp
{
    /// <summary>True when the whole text is such a timestamp; the result is in UTC.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (!TryDate(ref text, out var ticks)) return false;
        if (!text.IsEmpty)
        {
            if (text[0] is not ('T' or 't' or ' ')) return false;
            text = text[1..];
            if (!TryTimeOfDay(ref text, ref ticks) || !TryZone(text, ref ticks)) return false;
        }

        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks) return false;
        time = new(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryDate(ref ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (!TryDigits(ref text, 4, out var year) || !TrySkip(ref text, '-')) return false;
        if (!TryDigits(ref text, 2, out var month) || !TrySkip(ref text, '-') || !TryDigits(ref text, 2, out var day)) return false;
        if (year == 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks;
        return true;
    }

    private static bool TryTimeOfDay(ref ReadOnlySpan<char> text, ref long ticks)
    {
        var seconds = 0;
        if (!TryDigits(ref text, 2, out var hours) || !TrySkip(ref text, ':') || !TryDigits(ref text, 2, out var minutes)) return false;
        if (TrySkip(ref text, ':') && !TryDigits(ref text, 2, out seconds)) return false;
        if (hours > 23 || minutes > 59 || seconds > 59) return false;
        ticks += ((((hours * 60L) + minutes) * 60) + seconds) * TimeSpan.TicksPerSecond;
        return (!TrySkip(ref text, '.') && !TrySkip(ref text, ',')) || TryFraction(ref text, ref ticks);
    }

    private static bool TryFraction(ref ReadOnlySpan<char> text, ref long ticks)
    {
        var unit = TimeSpan.TicksPerSecond;
        var digits = 0;
        for (; digits < text.Length && char.IsAsciiDigit(text[digits]); digits++)
        {
            unit /= 10;
            ticks += (text[digits] - '0') * unit;
        }

        text = text[digits..];
        return digits > 0;
    }

    private static bool TryZone(ReadOnlySpan<char> text, ref long ticks)
    {
        if (text.IsEmpty || text is "Z" or "z") return true;
        if (text[0] is not ('+' or '-')) return false;
        var west = text[0] == '-';
        text = text[1..];
        var minutes = 0;
        if (!TryDigits(ref text, 2, out var hours)) return false;
        var isShort = !TrySkip(ref text, ':') && text.IsEmpty;
        if (!isShort && !TryDigits(ref text, 2, out minutes)) return false;
        if (!text.IsEmpty || hours > 14 || minutes > 59) return false;
        var offset = ((hours * 60L) + minutes) * TimeSpan.TicksPerMinute;
        ticks += west ? offset : -offset;
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
