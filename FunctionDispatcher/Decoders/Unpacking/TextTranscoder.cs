using System.Buffers;
using System.Text;

namespace EventEdge.FunctionDispatcher.Decoders.Unpacking;

/// <summary>Text of another encoding to UTF-8. Strict: a byte that means nothing in the encoding is told, never replaced.</summary>
internal sealed class TextTranscoder(string name)
{
    /// <summary>The encoding that every decoder reads by itself.</summary>
    public const string Utf8 = "utf-8";

    private static readonly UnicodeEncoding LittleEndian = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding BigEndian = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    private readonly Encoding _encoding = Find(name);

    /// <summary>Turns a payload that is not empty into UTF-8; gives what is wrong in one sentence, or null.</summary>
    public string? Run(ReadOnlySpan<byte> payload, BoundedBuffer output)
    {
        output.Clear();
        var (encoding, mark, problem) = ByMark(payload);
        if (problem is not null) return problem;
        payload = payload[mark..];
        var characters = ArrayPool<char>.Shared.Rent(encoding.GetMaxCharCount(payload.Length));
        try
        {
            var text = characters.AsSpan(0, encoding.GetChars(payload, characters));
            var size = Encoding.UTF8.GetByteCount(text);
            if (size > output.Limit) return $"the payload has {size} bytes as UTF-8, {output.Limit} are allowed";
            output.Advance(Encoding.UTF8.GetBytes(text, output.Free(size)));
            return null;
        }
        catch (DecoderFallbackException error)
        {
            return $"not {name} at byte {Math.Clamp(error.Index, 0, payload.Length) + mark}";
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
        }
    }

    private (Encoding Encoding, int Mark, string? Problem) ByMark(ReadOnlySpan<byte> payload)
    {
        if (_encoding is not UnicodeEncoding) return (_encoding, 0, null);
        Encoding? marked = payload.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? LittleEndian
            : payload.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? BigEndian : null;
        if (marked is null) return (_encoding, 0, null);
        var fits = name == "utf-16" || ReferenceEquals(marked, _encoding);
        return (marked, 2, fits ? null : $"not {name}: the byte order mark says the other order");
    }

    private static Encoding Find(string name) => name switch
    {
        "utf-16" or "utf-16le" => LittleEndian,
        "utf-16be" => BigEndian,
        "ascii" or "latin1" => Encoding.GetEncoding(
            name == "ascii" ? "us-ascii" : "iso-8859-1", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
        _ => CodePagesEncodingProvider.Instance.GetEncoding(
            name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            ?? throw new ArgumentException($"no encoding: {name}", nameof(name)),
    };
}
