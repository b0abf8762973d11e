using System.Globalization;
using System.Text;

namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>
/// What <c>event_time.format</c> may say: the custom date and time formats of .NET, in English, of which anything but these letters is
/// refused unless it stands in quotes.
/// </summary>
internal static class TimestampPattern
{
    private static readonly string[] Elements =
    [
        "yyyy", "yy", "MMMM", "MMM", "MM", "M", "dddd", "ddd", "dd", "d", "HH", "H", "hh", "h", "mm", "m", "ss", "s", "tt", "t",
        "zzz", "zz", "z", "K", "T",
    ];

    private static readonly (string From, string To)[] Foreign =
    [
        ("%Y", "yyyy"), ("%y", "yy"), ("%m", "MM"), ("%d", "dd"), ("%e", "d"), ("%H", "HH"), ("%I", "hh"), ("%M", "mm"), ("%S", "ss"),
        ("%f", "ffffff"), ("%p", "tt"), ("%b", "MMM"), ("%B", "MMMM"), ("%a", "ddd"), ("%A", "dddd"), ("%z", "zzz"), ("%T", "HH:mm:ss"),
        ("%F", "yyyy-MM-dd"), ("YYYY", "yyyy"), ("YY", "yy"), ("DD", "dd"), ("SSS", "fff"), ("SS", "ss"), ("a", "tt"), ("A", "tt"),
        ("XXX", "zzz"), ("Z", "K"),
    ];

    /// <summary>Whether the format has an offset from UTC of its own.</summary>
    public static bool HasZone(string format) => Letters(format).Any(element => element[0] is 'z' or 'K');

    /// <summary>What is wrong with a format, in one sentence; null when nothing is.</summary>
    /// <param name="format">The format.</param>
    /// <param name="suggestion">What was perhaps meant.</param>
    public static string? Problem(string format, out string? suggestion)
    {
        suggestion = null;
        var elements = Letters(format).ToList();
        if (elements.FirstOrDefault(e => !IsKnown(e)) is { } unknown)
        {
            suggestion = Translate(format);
            return $"format '{format}': '{unknown}' is no element of a date; text that stands there as it is needs quotes";
        }

        if (!elements.Exists(e => e[0] == 'y')) return $"format '{format}' names no year (yyyy)";
        if (!elements.Exists(e => e[0] == 'M')) return $"format '{format}' names no month (MM; mm are minutes)";
        if (!elements.Exists(e => e is "d" or "dd")) return $"format '{format}' names no day (dd)";
        if (elements.Exists(e => e[0] == 'h') && !elements.Exists(e => e[0] == 't'))
            return $"format '{format}' names hours up to 12 (hh) without AM or PM (tt); hours up to 24 are HH";
        if (elements.Exists(e => e[0] == 't') && elements.Exists(e => e[0] == 'H'))
            return $"format '{format}' names hours up to 24 (HH) with AM or PM (tt); hours up to 12 are hh";
        return IsUsable(format) ? null : $"format '{format}' cannot be read back: it names something twice, or quotes are not closed";
    }

    private static bool IsUsable(string format)
    {
        var sample = new DateTimeOffset(2026, 10, 23, 16, 17, 18, TimeSpan.Zero);
        try
        {
            var text = sample.ToString(format, CultureInfo.InvariantCulture);
            return DateTimeOffset.TryParseExact(
                text, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal, out _);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool IsKnown(string element) =>
        element[0] is 'f' or 'F' ? element.Length <= 7 && element.Distinct().Count() == 1 : Elements.Contains(element);

    private static string? Translate(string format)
    {
        var text = format;
        foreach (var (from, to) in Foreign) text = text.Replace(from, to, StringComparison.Ordinal);
        return text != format && Letters(text).All(IsKnown) ? text : null;
    }

    // Runs of one letter outside quotes; what stands behind a backslash is itself.
    private static IEnumerable<string> Letters(string format)
    {
        var quote = '\0';
        var run = new StringBuilder();
        for (var index = 0; index <= format.Length; index++)
        {
            var c = index < format.Length ? format[index] : '\0';
            if (run.Length > 0 && (quote != '\0' || c != run[0]))
            {
                yield return run.ToString();
                run.Clear();
            }

            if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c is '\'' or '"') quote = c;
            else if (c == '\\') index++;
            else if (char.IsLetter(c) || c == '%') run.Append(c);
        }
    }
}
