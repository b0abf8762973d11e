using System.Text.Json;
using EventEdge.Contracts.Texts;

namespace EventEdge.FunctionDispatcher.Decoders.Json;

/// <summary>Puts a JSON error into one sentence with the byte offset.</summary>
internal static class JsonProblem
{
    private const int ReasonLimit = 160;

    /// <summary>The sentence, without the parser's own line count: payloads are rarely read by line.</summary>
    public static string Describe(JsonException broken, ReadOnlySpan<byte> payload) => Describe(broken, OffsetOf(broken, payload));

    /// <inheritdoc cref="Describe(JsonException, ReadOnlySpan{byte})"/>
    /// <param name="broken">The parser's error.</param>
    /// <param name="offset">Where in the message it is.</param>
    public static string Describe(JsonException broken, long offset)
    {
        var reason = broken.Message;
        var end = reason.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (end >= 0) reason = reason[..end].TrimEnd('.');
        // The parser quotes the whole of what it does not know.
        if (reason.Length > ReasonLimit) reason = $"{reason[..(ReasonLimit / 2)]}…{reason[^(ReasonLimit / 2)..]}";
        reason = VisibleText.Of(reason);
        return $"not JSON at byte {offset}: {reason}";
    }

    /// <summary>Where in a text an error is, in bytes.</summary>
    public static long OffsetOf(JsonException broken, ReadOnlySpan<byte> payload)
    {
        var offset = 0;
        for (var line = broken.LineNumber ?? 0; line > 0; line--)
        {
            offset += payload[offset..].IndexOf((byte)'\n') + 1;
        }

        return offset + (broken.BytePositionInLine ?? 0);
    }
}
