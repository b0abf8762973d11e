using System.Buffers;
using System.Globalization;
using System.Text;

namespace EventEdge.Contracts.Texts;

/// <summary>
/// Text from outside for people to read: in logs, terminals, labels and pages. What could move a cursor, colour a line, begin another one,
/// turn the direction of writing or stand there unseen is written as <c>\u001b</c>: controls, separators of lines and paragraphs, format
/// characters and halves of surrogate pairs. That is also how JSON writes them, so that JSON stays the same JSON.
/// </summary>
public static class VisibleText
{
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code)
            .Where(c => char.IsSurrogate(c) || IsHidden(CharUnicodeInfo.GetUnicodeCategory(c)))]);

    /// <summary>The text as one line of visible characters; the same object where it is one already.</summary>
    public static string Of(string text) => text.AsSpan().IndexOfAny(Suspects) < 0 ? text : Escape(text, keepLines: false);

    /// <summary>The same for a text of several lines: line breaks and tabs stay.</summary>
    public static string OfLines(string text) => text.AsSpan().IndexOfAny(Suspects) < 0 ? text : Escape(text, keepLines: true);

    private static string Escape(ReadOnlySpan<char> text, bool keepLines)
    {
        var visible = new StringBuilder(text.Length + 16);
        while (!text.IsEmpty)
        {
            var isWhole = Rune.DecodeFromUtf16(text, out var rune, out var length) == OperationStatus.Done;
            var character = text[..length];
            var stays = isWhole && (
                !IsHidden(Rune.GetUnicodeCategory(rune)) || (keepLines && (text[0] is '\n' or '\t' || text.StartsWith("\r\n"))));
            if (stays) visible.Append(character);
            else foreach (var unit in character) visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            text = text[length..];
        }

        return visible.ToString();
    }

    private static bool IsHidden(UnicodeCategory category) => category is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
