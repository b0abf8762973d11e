using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace EventEdge.FunctionDispatcher.Announcements.HomeAssistant;

/// <summary>Names that may stand in topics of discovery: letters, digits, <c>_</c> and <c>-</c>. Different texts have different
/// names.</summary>
internal static class ObjectName
{
    private const int LengthLimit = 120;

    /// <summary>The same without <c>-</c>, which stands between parts.</summary>
    public static string Part(string text) => Of(text, c => c != '-' && IsAllowed(c));

    /// <summary>A name for a text; where it cannot be the text itself, some digits of a hash tell it from others.</summary>
    public static string Of(string text) => Of(text, IsAllowed);

    private static string Of(string text, Func<char, bool> isAllowed)
    {
        if (text.Length is > 0 and <= LengthLimit && text.All(isAllowed)) return text;
        var hash = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(text)).ToString("x16", CultureInfo.InvariantCulture)[..8];
        var head = text.Length <= LengthLimit - 9 ? text : text[..(LengthLimit - 9)];
        return $"{string.Concat(head.Select(c => isAllowed(c) ? c : '_'))}_{hash}";
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
