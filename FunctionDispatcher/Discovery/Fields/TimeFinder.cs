using System.Text.RegularExpressions;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Discovery.Fields;

/// <summary>Finds the field that says when an event happened: by its name, by what stands there, and by how near to its receipt that
/// is.</summary>
internal static partial class TimeFinder
{
    private static readonly TimeSpan Near = TimeSpan.FromDays(2);

    /// <summary>Where the events say when they happened; null where they do not.</summary>
    /// <param name="tally">The events.</param>
    /// <param name="field">The field that is known to say so; null where nothing is known.</param>
    /// <param name="clock">What is known of clocks.</param>
    public static TimeFinding? Find(StreamTally tally, string? field, ClockCheck clock)
    {
        if (field is not null)
            return tally.Find(field) is { } known && Best(known, clock) is { } form ? clock.Check([field], form, known.Samples, tally)
                : null;
        var found = tally.Fields.Select(t => (Tally: t, Rank: RankOf(t.Name))).Where(f => f.Rank < int.MaxValue || IsLikely(f.Tally))
            .OrderBy(f => f.Rank).ThenBy(f => f.Tally.Name.Length);
        foreach (var (candidate, rank) in found)
        {
            if (Best(candidate, clock) is not { } form) continue;
            var finding = clock.Check([candidate.Name], form, candidate.Samples, tally);
            if (rank < int.MaxValue || finding.Lag is { } lag && lag.Duration() < Near) return finding;
        }

        return OfParts(tally, clock);
    }

    /// <summary>Whether a field holds times, whichever it is.</summary>
    public static bool IsTime(FieldTally field) =>
        (RankOf(field.Name) < int.MaxValue || Word().IsMatch(Quantities.Snake(field.Name))) && TimeForm.Of(Values(field)).Any();

    // A form in which the timestamps are nearest to their receipt: whether the day or the month comes first is told by that alone.
    private static TimeForm? Best(FieldTally field, ClockCheck clock)
    {
        var values = Values(field);
        var forms = TimeForm.Of(values).ToList();
        return forms.Count < 2 ? forms.FirstOrDefault() : forms.MinBy(f => clock.Distance(f, field.Samples));
    }

    private static TimeFinding? OfParts(StreamTally tally, ClockCheck clock)
    {
        var date = tally.Fields.FirstOrDefault(f => Quantities.Snake(f.Name) is "date" or "day" && f.Texts == f.Values && f.Texts > 0);
        var time = tally.Fields.FirstOrDefault(
            f => Quantities.Snake(f.Name) is "time" or "time_of_day" or "clock" && f.Texts == f.Values && f.Texts > 0);
        if (date is null || time is null || date.Samples.Count != time.Samples.Count) return null;
        var joined = date.Samples.Zip(
            time.Samples, (d, t) => d with { Value = FieldValue.Of($"{d.Value} {t.Value}") }).ToList();
        foreach (var format in new[] { "yyyy-MM-dd HH:mm:ss", "dd.MM.yyyy HH:mm:ss", "yyyy/MM/dd HH:mm:ss", "yyyy-MM-dd HH:mm" })
        {
            var form = new TimeForm($"written as {format}", format);
            if (joined.TrueForAll(j => form.TryRead(j.Value, out _))) return clock.Check([date.Name, time.Name], form, joined, tally);
        }

        return null;
    }

    private static List<FieldValue> Values(FieldTally field) => [.. field.Samples.Select(s => s.Value)];

    // A number of a thousand million that nobody named: only what follows the clock of the receiver is a time.
    private static bool IsLikely(FieldTally field) =>
        (field.Numbers == field.Values && field.Least > 9e8 && field.Rises > 0 && field.Rises >= field.Falls)
        || (field.Texts == field.Values && field.Texts > 0 && field.Samples.TrueForAll(s => DateAndTime().IsMatch(s.Value.AsText!)));

    private static int RankOf(string name)
    {
        var last = Quantities.Snake(name[(name.LastIndexOf('.') + 1)..]).Trim('_');
        var depth = name.Count(c => c == '.');
        if (NoTime().IsMatch(Quantities.Snake(name))) return int.MaxValue;
        return last switch
        {
            "ts" or "timestamp" or "tst" or "time" or "t" or "event_time" or "measured_at" or "sampled_at" or "datetime" or "date_time"
                or "time_stamp" or "utc" or "source_timestamp" => depth,
            "created_at" or "sent_at" or "recorded_at" or "observed_at" or "epoch" or "unixtime" or "unix_time" or "ts_ms" or "ts_ns"
                or "timestamp_ms" or "time_ms" or "gateway_time" or "received_at" or "published_at" or "date" => 10 + depth,
            _ when End().IsMatch(last) => 20 + depth,
            _ => int.MaxValue,
        };
    }

    [GeneratedRegex(@"\d.*\d:\d\d|\A\d{14}\z")]
    private static partial Regex DateAndTime();

    [GeneratedRegex(@"(time|timestamp|stamp|_ts|_at|datetime)$")]
    private static partial Regex End();

    [GeneratedRegex(@"(time|stamp|date|_ts|_at)")]
    private static partial Regex Word();

    // Times of something else than the event.
    [GeneratedRegex(
        @"(start|begin|boot|uptime|expir|next|until|install|build|firmware|update_time|deadline|last_seen|since|"
        + @"duration|runtime|run_time|time_zone|interval|airtime)")]
    private static partial Regex NoTime();
}
