using System.Globalization;
using System.Text.RegularExpressions;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>
/// Names the form of a timestamp that is not read without being told, and says what to write for it. Nothing is ever read by such a guess.
/// </summary>
internal static class TimestampForm
{
    // More tells nobody anything.
    private const int LengthLimit = 80;

    private static readonly (Regex Pattern, string Sentence)[] Known =
    [
        Form(@"(19|20)\d\d[/.]\d{1,2}[/.]\d.*", "it has the form year, month, day: write event_time.format, such as 'yyyy/MM/dd HH:mm:ss'"),
        Form(@"\d{1,2}\.\d{1,2}\.\d{4}.*", "it has the form day.month.year: write event_time.format, such as 'dd.MM.yyyy HH:mm:ss'"),
        Form(@"\d{1,2}[/-]\d{1,2}[/-]\d{4}.*", "whether its month or its day comes first cannot be told: write event_time.format, "
            + "such as 'MM/dd/yyyy hh:mm:ss tt' or 'dd/MM/yyyy HH:mm:ss'"),
        Form(@"[A-Za-z]{3,9}, \d{1,2}[ -][A-Za-z]{3}[ -]\d{4} .*", "it is a date as in mail and HTTP: write event_time.format "
            + "\"ddd, dd MMM yyyy HH:mm:ss 'GMT'\""),
        Form(@"[A-Za-z]{3} [A-Za-z]{3} +\d.*", "it is a date as C prints it: write event_time.format 'ddd MMM d HH:mm:ss yyyy'"),
        Form(@"\d\d-\d\d-\d\d\b.*", "its year has two digits: write event_time.format, such as 'yy-MM-dd HH:mm:ss'"),
        Form(@"\\?/Date\(.*", "it is a date of an old JSON serializer of .NET: let the sensor send ISO 8601 or Unix time"),
        Form(@"P(T?\d).*", "it is a duration, and of no use without the time it began"),
        Form(@"[+-]?\d+(\.\d+)?[eE][+-]?\d+", "it is a number in scientific notation: write event_time.unit: s, ms, us or ns"),
        Form(@"\d+,\d+", "it is a number with a decimal comma: write event_time.unit: s, ms, us or ns"),
        Form(@"\d{1,2}:\d\d(:\d\d.*)?( ?[AaPp][Mm])?",
            "it is a time of day without a date: write event_time.fields, the date's and the time's"),
        Form(@"\d{4}-?\d\d-?\d\d[Tt ][\d:.,]+\[.*", "it names a time zone but no offset: write event_time.format and time_zone"),
        Form(@"\d{4}-?\d\d-?\d\d[Tt ].*\[!.*", "it has a critical annotation, which is not understood"),
        Form(@"\d{4}-?\d\d-?\d\d[Tt ][\d:.,]+ ?[AaPp][Mm]",
            "it has AM or PM: write event_time.format with hours up to 12 and tt, such as \"yyyy-MM-dd hh:mm:ss tt\""),
        Form(@"\d{4}-?\d\d-?\d\d[Tt ][\d:.,]+ ?[A-Za-z]{2,5}",
            "several zones share the abbreviation at its end: write event_time.time_zone, "
            + "and event_time.format with the abbreviation in quotes, such as \"yyyy-MM-ddTHH:mm:ss 'CET'\""),
        Form(@"\d{4}-W?\d.*", "there is no such date, time of day or offset, or it is not written as in ISO 8601"),
    ];

    /// <summary>What is to be said of a value that is no timestamp, in a part of a sentence; null where it looks like nothing
    /// known.</summary>
    public static string? Describe(in FieldValue value)
    {
        if (value.Kind == FieldKind.Boolean) return "it is true or false";
        if (IsCalendarLike(value)) return Ambiguous;
        if (value.Kind != FieldKind.Text) return null;
        var text = value.AsText!.Trim();
        if (text.Length is 0 or > LengthLimit) return text.Length == 0 ? "it is empty" : null;
        var isWhole = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var digits);
        if (isWhole && IsCalendarLike(digits)) return Ambiguous;
        return Known.FirstOrDefault(form => form.Pattern.IsMatch(text)).Sentence;
    }

    /// <summary>What is to be added of a number that is too small to be a time of this century; empty for others.</summary>
    public static string DescribeSmall(in FieldValue value)
    {
        var isNumber = value.Kind == FieldKind.Number
            || (value.Kind == FieldKind.Text && double.TryParse(value.AsText, CultureInfo.InvariantCulture, out _));
        if (!isNumber) return string.Empty;
        var number = value.Kind == FieldKind.Number ? value.AsNumber : double.Parse(value.AsText!, CultureInfo.InvariantCulture);
        if (number is not (> 0 and < 1e7)) return string.Empty;
        return $", or {value} counts something else, such as its uptime or the days of a spreadsheet";
    }

    /// <summary>
    /// Whether a number's digits can be a date, or a date and a time, one behind the other. As Unix time it would be before 2000 or after
    /// 2500.
    /// </summary>
    public static bool IsCalendarLike(in FieldValue value)
    {
        if (value.Kind != FieldKind.Number || !value.TryGetWhole(out var whole)) return false;
        var date = whole switch
        {
            >= 19_000_101 and <= 20_991_231 => whole,
            >= 190_001_010_000 and <= 209_912_312_359 => whole / 10_000,
            >= 19_000_101_000_000 and <= 20_991_231_235_959 => whole / 1_000_000,
            >= 19_000_101_000_000_000 and <= 20_991_231_235_959_999 => whole / 1_000_000_000,
            _ => 0,
        };
        return date != 0 && DateTime.TryParseExact(
            date.ToString(CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }

    private const string Ambiguous =
        "its digits can be a date of the calendar or Unix time: write event_time.format, such as yyyyMMddHHmmss, or event_time.unit";

    private static (Regex, string) Form(string pattern, string sentence) =>
        (new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.Singleline), sentence);
}
