using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Configuration.Checks;

/// <summary>How a binding's timestamps are written: settings that must fit each other, and a time zone that must be known.</summary>
internal sealed class EventTimeChecker(ProblemList problems, SourceMap map)
{
    public void Check(BindingConfig binding)
    {
        var time = binding.EventTime;
        if (map.FindEntry(time, nameof(time.Fields)) is { } fields && time.Fields!.Count == 0)
            problems.Add(fields.Key.Start, "'fields' is empty: name the fields that the time is in");
        if (time.Field is not null) Forbid(time, nameof(time.Fields), "'field' and 'fields' cannot both be given");
        if (binding.Trigger is not null && time.FieldNames.Count == 0 && binding.Trigger.TimeField is null) CheckUnused(time);
        if (time.Format is not null) CheckFormat(time);
        if (time.Unit is not null) CheckUnit(time);
        CheckZone(time);
    }

    /// <summary>Tells where a time zone is not known.</summary>
    /// <param name="zone">Its name.</param>
    /// <param name="place">Where the name stands.</param>
    public TimeZoneInfo? FindZone(string zone, YamlNode place)
    {
        if (LocalClock.TryFindZone(zone, out var found, out var problem)) return found;
        problems.Add(place.Start, problem, Spelling.Nearest(zone, TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id)));
        return null;
    }

    private void CheckUnused(EventTimeConfig time)
    {
        foreach (var property in new[] { nameof(time.Format), nameof(time.Unit), nameof(time.TimeZone) })
            Forbid(time, property, $"'{RecordShape.KeyOf(property)}' needs 'field': without it the time of receipt counts");
    }

    private void CheckFormat(EventTimeConfig time)
    {
        Forbid(time, nameof(time.Unit), "'unit' is for numbers since 1970, and 'format' for dates: only one of them can be given");
        if (map.Find(time, nameof(time.Format)) is not YamlScalar format) return;
        if (TimestampPattern.Problem(format.Value, out var suggestion) is { } problem) problems.Add(format.Start, problem, suggestion);
        else if (TimestampPattern.HasZone(format.Value))
            Forbid(time, nameof(time.TimeZone), $"format '{format.Value}' has an offset of its own: 'time_zone' says nothing more");
    }

    private void CheckUnit(EventTimeConfig time)
    {
        Forbid(time, nameof(time.TimeZone), "a number with a 'unit' counts from 1970 in UTC: 'time_zone' says nothing about it");
        if (time.Fields is { Count: > 1 }) Forbid(time, nameof(time.Unit), "'unit' is for one number, and 'fields' are several");
    }

    private void CheckZone(EventTimeConfig time)
    {
        if (map.Find(time, nameof(time.TimeZone)) is not YamlScalar name || FindZone(name.Value, name) is not { } zone) return;
        if (!HasSummerTime(zone) || time.Unit is not null) return;
        problems.Warn(
            name.Start, $"clocks in {name.Value} are put back once a year, and an hour comes twice: its readings are told apart by when "
            + "they were received; a timestamp with an offset needs no such rule");
    }

    // Many zones had it once.
    private static bool HasSummerTime(TimeZoneInfo zone) =>
        zone.GetAdjustmentRules().Any(rule => rule.DaylightDelta != TimeSpan.Zero && rule.DateEnd.Year > 2030);

    private void Forbid(EventTimeConfig time, string property, string message)
    {
        if (map.FindEntry(time, property) is { } entry) problems.Add(entry.Key.Start, message);
    }
}
