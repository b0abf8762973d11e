using System.Text.Json;
using EventEdge.Contracts.Texts;

namespace EventEdge.FunctionDispatcher.Decoders.Json;

/// <summary>Texts of JSON out of the memory of those that came before.</summary>
internal static class JsonTexts
{
    /// <summary>The text at a reader; the payload is known to be UTF-8.</summary>
    /// <exception cref="InvalidOperationException">It is half a surrogate pair.</exception>
    public static string Get(this Utf8StringCache texts, ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return texts.Get(reader.ValueSpan);
        if (reader.ValueSpan.Length > Utf8StringCache.DefaultLengthLimit) return reader.GetString()!;
        Span<byte> text = stackalloc byte[Utf8StringCache.DefaultLengthLimit];
        return texts.Get(text[..reader.CopyString(text)]);
    }
}
