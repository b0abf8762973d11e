using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>What every payload must meet before it is parsed.</summary>
internal static class PayloadRules
{
    /// <summary>
    /// The first rule a payload breaks, as one sentence, or null. Cuts a byte order mark off; offsets in messages count from behind it.
    /// </summary>
    public static string? Check(ref ReadOnlySpan<byte> payload, int limit)
    {
        if (payload.Length > limit) return $"the payload has {payload.Length} bytes, {limit} are allowed";
        if (payload.StartsWith("\uFEFF"u8)) payload = payload[3..];
        if (payload.IsEmpty) return "the payload is empty";
        return Utf8.IsValid(payload) ? null : $"not UTF-8 at byte {FirstInvalid(payload)}";
    }

    /// <summary>What a payload of bytes must meet before it is looked at: what is wrong, or null.</summary>
    public static string? CheckSize(ReadOnlySpan<byte> payload, int limit)
    {
        if (payload.Length > limit) return $"the payload has {payload.Length} bytes, {limit} are allowed";
        return payload.IsEmpty ? "the payload is empty" : null;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> payload)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(payload[offset..], out _, out var length) == OperationStatus.Done) offset += length;
        return offset;
    }
}
