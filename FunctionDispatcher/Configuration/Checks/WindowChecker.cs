using EventEdge.Contracts.Rx.Windows.Grids;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Configuration.Checks;

/// <summary>Sizes of a window that must fit each other.</summary>
internal sealed class WindowChecker(ProblemList problems, SourceMap map)
{
    /// <summary>Most windows one event may belong to.</summary>
    public const int OverlapLimit = 1000;

    private static readonly char[] Digits = [.. "0123456789"];

    /// <summary>Checks a window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="texts">Fields that are texts, for its conditions.</param>
    public void Check(WindowConfig window, IEnumerable<string> texts)
    {
        foreach (var property in new[] { nameof(window.While), nameof(window.From), nameof(window.Until) })
        {
            if (map.Find(window, property) is not YamlScalar condition) continue;
            if (!WhereExpression.TryParse(condition.Value, texts, out _, out var error))
                problems.AddInside(condition, error.Offset, $"{RecordShape.KeyOf(property)}: {error.Message}", error.Suggestion);
        }

        if (window.Hopping is { } hopping) CheckHopping(hopping);
        if (window.Session is { } session) CheckSession(session);
        if (window.Count is { } count) CheckCount(count);
        CheckCalendar(window);
        CheckConditions(window);
        CheckDuplicates(window);
    }

    private void CheckCalendar(WindowConfig window)
    {
        var calendar = map.Find(window, nameof(window.Calendar)) as YamlScalar;
        var units = calendar is null ? null : CalendarWindows.UnitOf(calendar.Value);
        if (units is var (_, count, limit) && count > limit)
            problems.Add(calendar!.Start, $"calendar {calendar.Value} is more than {limit}{calendar.Value.TrimStart(Digits)}");
        else if (units is { Unit: CalendarUnit.Month, Count: var months } && months > 0 && 12 % months != 0)
            problems.Add(
                calendar!.Start,
                $"calendar {calendar.Value} does not begin with January each year: 1mo, 2mo, 3mo, 4mo, 6mo and 12mo do, or so many years");
        if (units is not { Unit: CalendarUnit.Week })
            Forbid(window, nameof(window.WeekStart), "'week_start' needs a 'calendar' of weeks, such as 1w");
        if (units is null && window.At is null)
            Forbid(window, nameof(window.TimeZone), "'time_zone' needs 'calendar' or 'at': other windows have no clock");

        if (map.FindEntry(window, nameof(window.At)) is { } at) CheckShifts(window.At!, at);
        if (map.Find(window, nameof(window.TimeZone)) is YamlScalar zone) new EventTimeChecker(problems, map).FindZone(zone.Value, zone);
    }

    private void CheckConditions(WindowConfig window)
    {
        if (window.From is null) Forbid(window, nameof(window.Until), "'until' needs 'from', which begins what it ends");
        else if (map.FindEntry(window, nameof(window.From)) is { } from && map.Find(window)?.Find("until") is null)
            problems.Add(from.Key.Start, "'from' needs 'until': what ends a window");
        var key = window.While is not null ? nameof(window.While) : window.From is not null ? nameof(window.From) : null;
        if (key is null) Forbid(window, nameof(window.Max), "'max' is for 'while' and 'from'; a session has its own inside");
        else if (map.FindEntry(window, key) is { } entry && map.Find(window)?.Find("max") is null)
            problems.Add(entry.Key.Start, $"'{RecordShape.KeyOf(key)}' needs 'max': how long a window lasts that nothing ends");
    }

    private void CheckShifts(IReadOnlyList<string> times, YamlEntry entry)
    {
        if (times.Count is 0 or > CalendarWindows.ShiftLimit)
            problems.Add(entry.Key.Start, $"'at' needs 1 to {CalendarWindows.ShiftLimit} times of day, such as [06:00, 14:00, 22:00]");
        TimeSpan? before = null;
        foreach (var item in (entry.Value as YamlSequence)?.Items.OfType<YamlScalar>() ?? [])
        {
            if (CalendarWindows.TimeOf(item.Value) is not { } time)
                problems.Add(item.Start, $"'{item.Value}' is no time of day such as 06:00");
            else if (time <= before) problems.Add(item.Start, $"'{item.Value}' is not later than the time before it: 'at' is ascending");
            else before = time;
        }
    }

    private void Forbid(WindowConfig window, string property, string message)
    {
        if (map.FindEntry(window, property) is { } entry) problems.Add(entry.Key.Start, message);
    }

    private void CheckHopping(HoppingConfig hopping)
    {
        if (!Has(hopping, nameof(hopping.Size)) || map.Find(hopping, nameof(hopping.Hop)) is not { } hop) return;
        var (hopText, sizeText) = (Quantity.Format(hopping.Hop), Quantity.Format(hopping.Size));
        if (hopping.Hop > hopping.Size)
        {
            problems.Add(hop.Start, $"hop {hopText} is longer than size {sizeText}: events between two windows would be lost", sizeText);
        }
        else if (hopping.Hop.Ticks < hopping.Size.Ticks / OverlapLimit)
        {
            var message =
                $"hop {hopText} is less than a thousandth of size {sizeText}: every event would be in more than {OverlapLimit} windows";
            problems.Add(hop.Start, message);
        }
    }

    private void CheckSession(SessionConfig session)
    {
        if (!Has(session, nameof(session.Gap)) || map.Find(session, nameof(session.Max)) is not { } max) return;
        if (session.Max < session.Gap)
            problems.Add(max.Start, $"max {Quantity.Format(session.Max.Value)} is shorter than gap {Quantity.Format(session.Gap)}");
    }

    private void CheckCount(CountConfig count)
    {
        if (!Has(count, nameof(count.Size)) || map.Find(count, nameof(count.Hop)) is not { } hop) return;
        if (count.Hop > count.Size)
            problems.Add(hop.Start, $"hop {count.Hop} is larger than size {count.Size}: events between two windows would be lost");
    }

    private void CheckDuplicates(WindowConfig window)
    {
        if (map.Find(window, nameof(window.GroupBy)) is not YamlSequence list) return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list.Items.OfType<YamlScalar>().Where(i => !seen.Add(i.Value)))
            problems.Add(item.Start, $"'{item.Value}' is in group_by twice");
    }

    private bool Has(object owner, string property) => map.Find(owner, property) is not null;
}
