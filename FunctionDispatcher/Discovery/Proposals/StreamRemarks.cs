using EventEdge.FunctionDispatcher.Discovery.Fields;
using EventEdge.FunctionDispatcher.Discovery.Payloads;

namespace EventEdge.FunctionDispatcher.Discovery.Proposals;

/// <summary>What was seen of a stream, and what is uncertain about it, as lines for people.</summary>
internal static class StreamRemarks
{
    private const int ShownTopics = 4;
    private const int ShownFields = 40;
    private const int ShownAside = 12;
    private const int LineLimit = 130;

    /// <summary>The lines.</summary>
    public static IReadOnlyList<string> Of(StreamFindings found)
    {
        var lines = new List<string> { Head(found), Messages(found) };
        lines.AddRange(found.Plan.Notes);
        if (found.Form.Doubt is { } doubt) lines.Add($"uncertain: {doubt}");
        if (found.Tally.Broken > 0)
            lines.Add($"{found.Tally.Broken} of {found.Tally.Messages} messages cannot be read so: {Short(found.Tally.Problem)}");
        if (found.Form.IsOpaque) return lines;
        var shown = found.Fields.Where(f => f.Role is not (FieldRole.Aside or FieldRole.Tag or FieldRole.Time)).ToList();
        var width = shown.Take(ShownFields).Select(f => f.Name.Length).DefaultIfEmpty(0).Max();
        lines.AddRange(shown.Take(ShownFields).Select(f => $"  {f.Name.PadRight(Math.Min(width, 40))}  {FieldWords.Of(f)}"));
        if (shown.Count > ShownFields) lines.Add(
            $"  and {shown.Count - ShownFields} more fields, of which the first {BindingProposals.FieldLimit} of a kind are used");
        if (found.Tally.HasMoreFields) lines.Add(
            "it has more different fields than are told apart: do their names hold what should be a tag?");
        if (found.Of(FieldRole.Counter).Count() > BindingProposals.CounterLimit)
            lines.Add($"only the first {BindingProposals.CounterLimit} counters have a binding");
        lines.Add(Time(found));
        if (found.Pace.Interval is null || found.Pace.Window is null) lines.Add(PaceWords(found));
        var aside = found.Fields.Where(f => f is { Role: FieldRole.Aside }).ToList();
        if (aside.Count > 0) lines.AddRange(Wrapped("not used: ", aside));
        return lines;
    }

    private static string Head(StreamFindings found)
    {
        var family = found.Plan.Family is { } title ? $"{title}: " : string.Empty;
        return $"{family}{found.Plan.Filter}: {found.Form.Words}";
    }

    private static string Messages(StreamFindings found)
    {
        var count = found.Topics.Sum(t => t.Count);
        var retained = found.Topics.Sum(t => t.Retained);
        var topics = found.Topics.Count == 1
            ? "1 topic"
            : $"{found.Topics.Count} topics";
        var names = found.Topics.Take(ShownTopics).Select(t => t.Topic).ToList();
        var some = found.Topics.Count == 1 && found.Plan.Filter == found.Topics[0].Topic
            ? string.Empty
            : Short($" ({string.Join(", ", names)}{(found.Topics.Count > ShownTopics ? ", …" : string.Empty)})");
        var pace = found.Pace.Interval is { } interval ? $", one each {ClockCheck.Shown(interval)}" : string.Empty;
        var kept = retained == 0 ? string.Empty : retained == count ? ", all retained" : $", {retained} retained";
        return $"{Plural(count, "message")} on {topics}{some}{pace}, QoS {found.Topics.Max(t => t.Qos)}{kept}";
    }

    private static string Time(StreamFindings found)
    {
        if (found.Time is not { } time) return "time: of receipt, as the messages name none";
        var name = $"time: {string.Join(" and ", time.Fields)}, {time.Form.Words}";
        if (time.Problem is { } problem) return $"{name}, not used: {problem}";
        var lag = time.Lag switch
        {
            null => string.Empty,
            { } none when none.Duration() < TimeSpan.FromMilliseconds(5) => ", that of receipt",
            { Ticks: < 0 } ahead => $", {ClockCheck.Shown(ahead.Duration())} after receipt",
            { } behind => $", {ClockCheck.Shown(behind)} before receipt",
        };
        var zone = time.TimeZone is { } id ? $", local time of {id}" : string.Empty;
        return $"{name}{zone}{lag}{(time.Doubt is { } doubt ? $"; uncertain: {doubt}" : string.Empty)}";
    }

    private static string PaceWords(StreamFindings found) => found.Pace.Interval is null
        ? "how often it sends could not be seen: each reading is a point; for means, give it a window and stats"
        : "it sends so seldom that each reading is a point; for means, give it a window and stats";

    private static IEnumerable<string> Wrapped(string head, List<FieldFinding> fields)
    {
        var line = head;
        foreach (var field in fields.Take(ShownAside))
        {
            var words = field.Remark is { } remark ? $"{Short(field.Name)} ({remark})" : Short(field.Name);
            if (line.Length + words.Length > LineLimit)
            {
                yield return line.TrimEnd();
                line = "  ";
            }

            line += line.TrimEnd().EndsWith(':') || line.Trim().Length == 0 ? words : $", {words}";
        }

        yield return fields.Count > ShownAside ? $"{line}, and {fields.Count - ShownAside} more" : line;
    }

    /// <summary>A text that does not fill the screen.</summary>
    public static string Short(string? text) => text is null ? string.Empty : text.Length <= LineLimit ? text : $"{text[..LineLimit]}…";

    /// <summary>A number of things.</summary>
    public static string Plural(long count, string what) => $"{count} {what}{(count == 1 ? string.Empty : "s")}";
}

/// <summary>What was seen of a field, in a few words.</summary>
internal static class FieldWords
{
    private const int ShownWords = 6;

    /// <summary>The words.</summary>
    public static string Of(FieldFinding field)
    {
        var words = $"{Values(field)}{UnitOf(field)}{Kind(field.Role)}";
        return field.Remark is { } remark ? $"{words}; uncertain: {remark}" : words;
    }

    private static string Values(FieldFinding field)
    {
        var tally = field.Tally;
        if (tally.Values == 0) return "computed";
        if (tally.Booleans == tally.Values) return "true or false";
        if (tally.Texts > tally.NumericTexts)
        {
            var texts = tally.Distinct.Take(ShownWords).Select(v => StreamRemarks.Short(v.ToString()));
            return $"{string.Join(", ", texts)}{(tally.Distinct.Count > ShownWords ? ", …" : string.Empty)}";
        }

        var (least, greatest) = (NumberText.Shown(tally.Least), NumberText.Shown(tally.Greatest));
        return least == greatest ? least : $"{least} to {greatest}";
    }

    private static string UnitOf(FieldFinding field) => field.Unit is null ? string.Empty
        : field.Tally.Values == 0 ? $", {field.Unit}"
        : field.IsUnitKnown ? $" {field.Unit}{(field.Declared.Find("scale") is null ? string.Empty : " before its scale")}"
        : $" ({field.Unit}, by its name?)";

    private static string Kind(FieldRole role) => role switch
    {
        FieldRole.Counter => " (counted up)",
        FieldRole.State => " (a state)",
        FieldRole.Event => " (each is of interest)",
        FieldRole.Alarm => " (an alarm)",
        _ => string.Empty,
    };
}
