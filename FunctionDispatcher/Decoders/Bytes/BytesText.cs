using System.Buffers;
using System.Buffers.Text;

namespace EventEdge.FunctionDispatcher.Decoders.Bytes;

/// <summary>Bytes written as text.</summary>
internal static class BytesText
{
    /// <summary>Reads hexadecimal digits; says what is wrong, or null.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">Room for half as many bytes as the text has.</param>
    /// <param name="count">How many bytes were read.</param>
    public static string? ReadHex(ReadOnlySpan<byte> text, Span<byte> bytes, out int count)
    {
        count = 0;
        var at = 0;
        while (at < text.Length)
        {
            var high = Digit(text[at]);
            var low = at + 1 < text.Length ? Digit(text[at + 1]) : -1;
            if (high < 0 || low < 0) return $"no two hexadecimal digits at character {at}";
            bytes[count++] = (byte)((high << 4) | low);
            at += 2;
            if (at < text.Length && text[at] is (byte)' ' or (byte)':' or (byte)'-') at++;
        }

        return null;
    }

    /// <summary>Reads Base64 of either alphabet; says what is wrong, or null.</summary>
    /// <inheritdoc cref="ReadHex"/>
    public static string? ReadBase64(ReadOnlySpan<byte> text, Span<byte> bytes, out int count)
    {
        count = 0;
        var rented = ArrayPool<byte>.Shared.Rent(Math.Max(text.Length, 1));
        try
        {
            var copy = rented.AsSpan(0, text.Length);
            text.CopyTo(copy);
            copy.Replace((byte)'+', (byte)'-');
            copy.Replace((byte)'/', (byte)'_');
            var status = Base64Url.DecodeFromUtf8(copy, bytes, out var read, out count);
            return status == OperationStatus.Done ? null : $"no Base64 at character {Math.Min(read, text.Length)}";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static int Digit(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'a' and <= (byte)'f' => character - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => character - 'A' + 10,
        _ => -1,
    };
}
