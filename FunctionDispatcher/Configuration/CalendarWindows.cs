using System.Globalization;
using EventEdge.Contracts.Rx.Windows.Grids;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>Reads what a window says of a calendar.</summary>
internal static class CalendarWindows
{
    /// <summary>Most shifts of a day.</summary>
    public const int ShiftLimit = 48;

    private static readonly (string Word, CalendarUnit Unit, int Limit)[] Units =
        [("mo", CalendarUnit.Month, 120), ("d", CalendarUnit.Day, 366), ("w", CalendarUnit.Week, 53), ("y", CalendarUnit.Year, 10)];

    private static readonly string[] TimesOfDay = ["h\\:mm", "hh\\:mm", "hh\\:mm\\:ss"];

    /// <summary>The rule that a window declares.</summary>
    /// <exception cref="ArgumentException">It declares none.</exception>
    /// <exception cref="TimeZoneNotFoundException">The time zone is not known on this machine.</exception>
    public static CalendarRule RuleOf(WindowConfig window)
    {
        var zone = window.TimeZone is { } name ? TimeZoneInfo.FindSystemTimeZoneById(name) : TimeZoneInfo.Utc;
        if (window.At is { Count: > 0 } at)
            return new(CalendarUnit.Shift, 1, zone) { At = [.. at.Select(Required)] };
        if (UnitOf(window.Calendar ?? string.Empty) is not var (unit, count, _)) throw new ArgumentException("a calendar needs a unit");
        return new(unit, count, zone) { WeekStart = (int)(window.WeekStart ?? WeekDay.Monday) };
    }

    /// <summary>What so many units of a calendar are, and how many are possible; null where the text says nothing of it.</summary>
    public static (CalendarUnit Unit, int Count, int Limit)? UnitOf(string text)
    {
        var (word, unit, limit) = Array.Find(Units, u => text.EndsWith(u.Word, StringComparison.Ordinal));
        if (word is null) return null;
        var digits = text.AsSpan(0, text.Length - word.Length);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? (unit, count, limit) : null;
    }

    /// <summary>A time of day, <c>06:00</c> or <c>06:00:30</c>; null where the text is none.</summary>
    public static TimeSpan? TimeOf(string text) =>
        TimeSpan.TryParseExact(text, TimesOfDay, CultureInfo.InvariantCulture, out var time) ? time : null;

    private static TimeSpan Required(string text) =>
        TimeOf(text) ?? throw new ArgumentException($"'{text}' is no time of day", nameof(text));
}
