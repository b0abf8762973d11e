using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Rx.Windows.Grids;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>
/// The window of a binding: exactly one kind, and the fields that make its key. Windows are half-open; those of one length are aligned to
/// the Unix epoch, those of a calendar to the clock of a time zone.
/// </summary>
[ExactlyOne("window kind", "tumbling", "hopping", "sliding", "session", "count", "calendar", "at", "while", "from")]
public sealed record WindowConfig
{
    /// <summary>Back-to-back windows of this size. 1 ms to 365 d.</summary>
    [Range("1ms", "365d")]
    public TimeSpan? Tumbling { get; init; }

    /// <summary>Overlapping windows: one of <c>size</c> starts every <c>hop</c>.</summary>
    public HoppingConfig? Hopping { get; init; }

    /// <summary>At each event, the last so much of event time up to and including it. 1 ms to 365 d.</summary>
    [Range("1ms", "365d")]
    public TimeSpan? Sliding { get; init; }

    /// <summary>Events no further apart than a gap.</summary>
    public SessionConfig? Session { get; init; }

    /// <summary>So many events.</summary>
    public CountConfig? Count { get; init; }

    /// <summary>
    /// Back-to-back days, weeks, months or years of a time zone, from midnight to midnight: <c>1d</c>, <c>1w</c>, <c>1mo</c>, <c>3mo</c>,
    /// <c>1y</c>. A day on which clocks change has 23 or 25 hours. Several days are counted from 1970, several months from January:
    /// <c>2mo</c>, <c>3mo</c>, <c>4mo</c>, <c>6mo</c>.
    /// </summary>
    [Form("[1-9][0-9]{0,2}(d|w|mo|y)", 5)]
    public string? Calendar { get; init; }

    /// <summary>
    /// Shifts: times of day in a time zone, ascending, such as <c>[06:00, 14:00, 22:00]</c>; a window lasts from one to the next.
    /// </summary>
    public IReadOnlyList<string>? At { get; init; }

    /// <summary>
    /// A condition, as in <c>where</c>: a window lasts from the first event for which it holds to the first for which it does not, which
    /// is in no window. Needs <c>max</c>.
    /// </summary>
    public string? While { get; init; }

    /// <summary>A condition, as in <c>where</c>: the event for which it holds is the first of a window. Needs <c>until</c> and
    /// <c>max</c>.</summary>
    public string? From { get; init; }

    /// <summary>A condition, as in <c>where</c>: the event for which it holds is the last of a window that <c>from</c> began.</summary>
    public string? Until { get; init; }

    /// <summary>Longest a window of <c>while</c> or <c>from</c> lasts before it is closed. 1 ms to 365 d. Required with them.</summary>
    [Range("1ms", "365d")]
    public TimeSpan? Max { get; init; }

    /// <summary>Time zone of <c>calendar</c> and <c>at</c>, such as <c>Europe/Berlin</c>. Default: UTC.</summary>
    [Form("[A-Za-z0-9_+/-]+", 64)]
    public string? TimeZone { get; init; }

    /// <summary>The day on which weeks begin. Default: Monday.</summary>
    public WeekDay? WeekStart { get; init; }

    /// <summary>
    /// How long after an event its window is shown although it is not complete: as provisional results with the field <c>final</c>, which
    /// is false in them and true in the last. Bindings that run on these results get the final ones, unless <c>on</c> asks for others.
    /// 100 ms to 1 d. Default: a window has no result before it is complete.
    /// </summary>
    [Range("100ms", "1d")]
    public TimeSpan? Early { get; init; }

    /// <summary>Fields whose values make the key; each key has windows of its own. Default: one key for all.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>The windows that are declared.</summary>
    /// <exception cref="ArgumentException">No kind is set, or a length is not above zero.</exception>
    /// <exception cref="TimeZoneNotFoundException">The time zone is not known on this machine.</exception>
    /// <param name="texts">Fields that are texts, for the conditions.</param>
    internal WindowShape ToShape(IEnumerable<string>? texts = null) => Shape(texts ?? []) with { GroupBy = GroupBy, Early = Early };

    private WindowShape Shape(IEnumerable<string> texts) => this switch
    {
        { Tumbling: { } size } => WindowShape.Tumbling(size),
        { Hopping: { } hopping } => WindowShape.Hopping(hopping.Size, hopping.Hop),
        { Sliding: { } size } => WindowShape.Sliding(size),
        { Session: { } session } => WindowShape.Session(session.Gap, session.Max),
        { Calendar: not null } or { At: not null } => WindowShape.OfCalendar(CalendarWindows.RuleOf(this)),
        { Max: { } max } and ({ While: not null } or { From: not null }) =>
            WindowShape.ByCondition(max, layout => ConditionOf(While ?? From!, Until, max, texts, layout)),
        { Count: { } count } => WindowShape.Count(count.Size, count.Hop ?? count.Size),
        _ => throw new ArgumentException("a window needs one kind"),
    };

    private static WindowConditions ConditionOf(string from, string? until, TimeSpan max, IEnumerable<string> texts, EventLayout layout)
    {
        return new(Compiled(from), until is null ? null : Compiled(until), max.Ticks);

        Func<EdgeEvent, bool> Compiled(string text) => WhereExpression.TryParse(text, texts, out var condition, out var error)
            ? condition.Compile(layout)
            : throw new ArgumentException(error.Message);
    }
}

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

/// <summary>Overlapping windows.</summary>
public sealed record HoppingConfig
{
    /// <summary>Length of a window. 1 ms to 365 d. Required.</summary>
    [Range("1ms", "365d")]
    public required TimeSpan Size { get; init; }

    /// <summary>Distance between two starts, at most <c>size</c>, at least size / 1000. Required.</summary>
    [Range("1ms", "365d")]
    public required TimeSpan Hop { get; init; }
}

/// <summary>Windows bounded by silence.</summary>
public sealed record SessionConfig
{
    /// <summary>Silence that ends a session. 1 ms to 365 d. A session's end is its last event plus the gap. Required.</summary>
    [Range("1ms", "365d")]
    public required TimeSpan Gap { get; init; }

    /// <summary>Longest a session may grow before it is closed and the next begins; at least <c>gap</c>. Default: no limit.</summary>
    [Range("1ms", "365d")]
    public TimeSpan? Max { get; init; }
}

/// <summary>Windows of a number of events, in order of event time.</summary>
public sealed record CountConfig
{
    /// <summary>Events in a window, 1 to 1,000,000. Required.</summary>
    [Range("1", "1000000")]
    public required int Size { get; init; }

    /// <summary>Events between two starts, 1 to <c>size</c>. Default: size.</summary>
    [Range("1", "1000000")]
    public int? Hop { get; init; }
}

/// <summary>A day of the week.</summary>
public enum WeekDay
{
    /// <summary>Monday.</summary>
    Monday,

    /// <summary>Tuesday.</summary>
    Tuesday,

    /// <summary>Wednesday.</summary>
    Wednesday,

    /// <summary>Thursday.</summary>
    Thursday,

    /// <summary>Friday.</summary>
    Friday,

    /// <summary>Saturday.</summary>
    Saturday,

    /// <summary>Sunday.</summary>
    Sunday,
}
