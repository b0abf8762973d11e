using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.Windows.Grids;

namespace EventEdge.Contracts.Rx.Windows;

/// <summary>Which windows: a kind with its lengths, and the fields that make the key.</summary>
internal sealed record WindowShape
{
    private WindowShape(WindowKind kind, TimeSpan size, TimeSpan hop, int countSize = 0, int countHop = 0)
    {
        var isCount = kind == WindowKind.Count;
        if (isCount ? countSize <= 0 || countHop <= 0 : size <= TimeSpan.Zero || hop <= TimeSpan.Zero)
            throw new ArgumentException("a window needs a size and a hop above zero");
        if (hop > size || countHop > countSize) throw new ArgumentException("a hop beyond the size would leave events out");
        (Kind, Size, Hop, CountSize, CountHop) = (kind, size, hop, countSize, countHop);
    }

    /// <summary>How they are cut.</summary>
    public WindowKind Kind { get; }

    /// <summary>Length of a tumbling, hopping or sliding window; the gap of a session.</summary>
    public TimeSpan Size { get; }

    /// <summary>Distance between the starts of two aligned windows.</summary>
    public TimeSpan Hop { get; }

    /// <summary>The calendar that cuts them; null where they have one length.</summary>
    public CalendarRule? Calendar { get; private init; }

    /// <summary>What begins and ends them, for a layout; null where events do not.</summary>
    public Func<EventLayout, WindowConditions>? Conditions { get; private init; }

    /// <summary>Longest a session grows; null for no limit.</summary>
    public TimeSpan? SessionMax { get; private init; }

    /// <summary>Events of a count window.</summary>
    public int CountSize { get; }

    /// <summary>Events between the starts of two count windows.</summary>
    public int CountHop { get; }

    /// <summary>How long after an event its windows are shown although they are not complete; null for never.</summary>
    public TimeSpan? Early { get; init; }

    /// <summary>Fields whose values make the key.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Back-to-back windows.</summary>
    public static WindowShape Tumbling(TimeSpan size) => new(WindowKind.Aligned, size, size);

    /// <summary>Days, weeks, months, years or shifts of a time zone.</summary>
    public static WindowShape OfCalendar(CalendarRule rule) => new(WindowKind.Aligned, rule.Longest, rule.Longest) { Calendar = rule };

    /// <summary>Overlapping windows.</summary>
    public static WindowShape Hopping(TimeSpan size, TimeSpan hop) => new(WindowKind.Aligned, size, hop);

    /// <summary>The last so much of event time at each event.</summary>
    public static WindowShape Sliding(TimeSpan size) => new(WindowKind.Sliding, size, size);

    /// <summary>Events no further apart than a gap.</summary>
    public static WindowShape Session(TimeSpan gap, TimeSpan? max) => new(WindowKind.Session, gap, gap) { SessionMax = max };

    /// <summary>While a condition holds, or from one event until another.</summary>
    /// <param name="max">Longest a window lasts; above zero.</param>
    /// <param name="conditions">What begins and ends them; their <see cref="WindowConditions.Max"/> is this length.</param>
    public static WindowShape ByCondition(TimeSpan max, Func<EventLayout, WindowConditions> conditions) =>
        new(WindowKind.Condition, max, max) { Conditions = conditions };

    /// <summary>So many events.</summary>
    public static WindowShape Count(int size, int hop) => new(WindowKind.Count, TimeSpan.Zero, TimeSpan.Zero, size, hop);
}

/// <summary>How windows are cut.</summary>
internal enum WindowKind
{
    /// <summary>On a grid: tumbling, hopping, and those of a calendar.</summary>
    Aligned,

    /// <summary>At each instant that has an event.</summary>
    Sliding,

    /// <summary>By silence.</summary>
    Session,

    /// <summary>By the number of events.</summary>
    Count,

    /// <summary>By what events say.</summary>
    Condition,
}

/// <summary>What begins and ends a window.</summary>
/// <param name="From">Whether an event begins one; without <paramref name="Until"/>, whether it goes on.</param>
/// <param name="Until">Whether an event is the last of one; null where it lasts while <paramref name="From"/> holds.</param>
/// <param name="Max">Longest it lasts, in ticks.</param>
internal sealed record WindowConditions(Func<EdgeEvent, bool> From, Func<EdgeEvent, bool>? Until, long Max);
