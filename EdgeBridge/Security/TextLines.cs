using System.Text;

namespace EventEdge.EdgeBridge.Security;

/// <summary>The lines of a small configuration file that say something: neither empty nor comments.</summary>
internal static class TextLines
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <exception cref="FormatException">The bytes are not UTF-8.</exception>
    public static IEnumerable<(string Line, int Number)> Of(byte[] utf8) =>
        Text(utf8).TrimStart('\uFEFF').Split('\n').Select((line, index) => (line.Trim(), index + 1))
            .Where(one => one.Item1 is not ("" or ['#', ..]));

    private static string Text(byte[] utf8)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException error)
        {
            throw new FormatException("it is not UTF-8", error);
        }
    }
}
