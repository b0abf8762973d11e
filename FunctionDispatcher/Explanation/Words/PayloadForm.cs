using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace EventEdge.FunctionDispatcher.Explanation.Words;

/// <summary>What a payload that a decoder does not read looks like, and what to write for it.</summary>
internal static class PayloadForm
{
    private const string Choose = "choose a decoder that reads such payloads (decode), or mend what the sensor sends";

    private static readonly (byte[] Begin, string Word, string Advice)[] Known =
    [
        ([0x1f, 0x8b], "something compressed with gzip", "say so beside the decoder's other settings: compression: gzip"),
        ([0x28, 0xb5, 0x2f, 0xfd], "something compressed with zstd", "say so beside the decoder's other settings: compression: zstd"),
        ([0x78, 0x9c], "something compressed with zlib", "say so beside the decoder's other settings: compression: zlib"),
        ("<"u8.ToArray(), "XML", "let a function read it: decode: text gives it the payload whole"),
        ("{'"u8.ToArray(), "JSON with single quotes, which is none", "let the sensor write double quotes, as a JSON library does"),
        ("%PDF"u8.ToArray(), "a PDF file", "choose a topic filter that leaves such messages out"),
        ([0x89, 0x50, 0x4e, 0x47], "a PNG picture", "decode: none gives it to a function as it is"),
        ([0xff, 0xd8, 0xff], "a JPEG picture", "decode: none gives it to a function as it is"),
    ];

    private static readonly SearchValues<byte> Separators = SearchValues.Create(",;\t"u8);

    /// <summary>What a payload looks like, and what to do about it; nulls where nothing is recognised.</summary>
    public static (string? Word, string? Advice) Of(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return (null, "an empty message clears what a broker retains; let the sensor send a value, or filter its "
            + "topic");
        var text = payload.TrimStart(" \t\r\n"u8);
        foreach (var (begin, word, advice) in Known)
        {
            if (text.StartsWith(begin)) return (word, advice);
        }

        return OfText(text.TrimEnd(" \t\r\n"u8));
    }

    private static (string? Word, string? Advice) OfText(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !Utf8.IsValid(text)) return (null, null);
        var line = text.IndexOf((byte)'\n') is >= 0 and var end ? text[..end] : text;
        if (text[0] is (byte)'{' or (byte)'[') return OfJson(text);
        if (double.TryParse(text, CultureInfo.InvariantCulture, out _)) return ("a bare number", Choose);
        if (line.IndexOf((byte)'=') > 0) return ("names and values joined by =", Choose);
        return (line.IndexOfAny(Separators) > 0 ? "values with separators between" : "a bare text", Choose);
    }

    private static (string Word, string? Advice) OfJson(ReadOnlySpan<byte> text)
    {
        var lines = text.Count((byte)'\n');
        if (IsJson(text, isMany: false))
            return text[0] == (byte)'[' ? ("a JSON array", "make each element an event (each: . beside the decoder's other settings)")
                : ("JSON", Choose);
        return lines > 0 && IsJson(text, isMany: true)
            ? ("a JSON value on each line", "make each line an event (lines: true beside the decoder's other settings)")
            : ("JSON that is cut off or broken", null);
    }

    private static bool IsJson(ReadOnlySpan<byte> text, bool isMany)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = isMany });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
