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
        CutMark(ref payload);
        if (payload.IsEmpty) return "the payload is empty";
        return Utf8.IsValid(payload) ? null : $"not UTF-8 at byte {FirstInvalid(payload)}";
    }

    /// <summary>
    /// The same for each event of a payload. It is checked before the first one, and the mark is cut off once before every one: a second
    /// mark is content, so that a position means the same place to all of them.
    /// </summary>
    /// <param name="payload">The whole payload.</param>
    /// <param name="position">Where the event begins; 0 before the first one.</param>
    /// <param name="limit">Largest payload, in bytes.</param>
    public static string? Check(ref ReadOnlySpan<byte> payload, int position, int limit)
    {
        if (position == 0) return Check(ref payload, limit);
        CutMark(ref payload);
        return null;
    }

    /// <summary>What a payload of bytes must meet before it is looked at: what is wrong, or null.</summary>
    public static string? CheckSize(ReadOnlySpan<byte> payload, int limit)
    {
        if (payload.Length > limit) return $"the payload has {payload.Length} bytes, {limit} are allowed";
        return payload.IsEmpty ? "the payload is empty" : null;
    }

    /// <summary>Takes the next line that is not blank, without its line break and the blanks around it; false at the end.</summary>
    /// <param name="payload">The whole payload.</param>
    /// <param name="position">Where to begin; then where the line after it begins.</param>
    /// <param name="line">The line.</param>
    public static bool TryTakeLine(ReadOnlySpan<byte> payload, ref int position, out ReadOnlySpan<byte> line)
    {
        line = default;
        while (position < payload.Length && line.IsEmpty)
        {
            line = payload[position..];
            var length = line.IndexOf((byte)'\n');
            if (length >= 0) line = line[..length];
            position += line.Length + (length >= 0 ? 1 : 0);
            line = line.Trim(" \t\r"u8);
        }

        return !line.IsEmpty;
    }

    /// <summary>The number, from 1, of the line that was taken from a place in the payload.</summary>
    public static int LineAt(ReadOnlySpan<byte> payload, int start, ReadOnlySpan<byte> line)
    {
        _ = payload[start..].Overlaps(line, out var offset);
        return payload[..(start + offset)].Count((byte)'\n') + 1;
    }

    private static void CutMark(ref ReadOnlySpan<byte> payload)
    {
        if (payload.StartsWith("\uFEFF"u8)) payload = payload[3..];
    }

    private static int FirstInvalid(ReadOnlySpan<byte> payload)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(payload[offset..], out _, out var length) == OperationStatus.Done) offset += length;
        return offset;
    }
}
