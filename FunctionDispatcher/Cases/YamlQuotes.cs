using System.Globalization;
using System.Text;

namespace EventEdge.FunctionDispatcher.Cases;

/// <summary>A text as a quoted scalar of one line, which reads back as the same text.</summary>
internal static class YamlQuotes
{
    /// <summary>
    /// Single quotes where every character can be seen, else double quotes with escapes. The text must be well-formed UTF-16.
    /// </summary>
    public static string Of(string text) => text.EnumerateRunes().Any(NeedsEscape)
        ? Double(text)
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The same in double quotes always.</summary>
    public static string Double(string text) => $"\"{string.Concat(text.EnumerateRunes().Select(Escaped))}\"";

    private static string Escaped(Rune rune) => rune.Value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ when !NeedsEscape(rune) => rune.ToString(),
        <= 0xff => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
        <= 0xffff => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
    };

    // Controls, breaks of lines, blanks other than a space, and what cannot be seen or is no character: nothing a reader of the file could
    // tell.
    private static bool NeedsEscape(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned
        || (rune.Value != ' ' && Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator);
}
