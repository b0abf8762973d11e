using System.Buffers.Binary;
using System.Text.Unicode;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.MessagePack;

/// <summary>
/// MessagePack. Whole numbers are exact; timestamps (extension −1) become ISO 8601 with all their digits; other extensions are bytes.
/// </summary>
internal sealed class MessagePackFormat : IItemFormat
{
    private const string Truncated = "the payload ends inside it";

    /// <inheritdoc />
    public static string Title => "MessagePack";

    /// <inheritdoc />
    public static string? Read(ReadOnlySpan<byte> payload, ref int position, out Item item)
    {
        item = default;
        if (position >= payload.Length) return Truncated;
        var code = payload[position++];
        switch (code)
        {
            case < 0x80: item = Item.Of(FieldValue.Of((long)code)); return null;
            case < 0x90: return ReadNested(ItemKind.Map, code & 15, payload.Length - position, out item);
            case < 0xa0: return ReadNested(ItemKind.Array, code & 15, payload.Length - position, out item);
            case < 0xc0: return ReadText(payload, ref position, code & 31, out item);
            case >= 0xe0: item = Item.Of(FieldValue.Of((long)(sbyte)code)); return null;
            case 0xc0: item = Item.Of(FieldValue.Null); return null;
            case 0xc1: return "0xc1 has no meaning";
            case 0xc2 or 0xc3: item = Item.Of(FieldValue.Of(code == 0xc3)); return null;
            case >= 0xd4 and <= 0xd8: return ReadExtension(payload, ref position, 1u << (code - 0xd4), out item);
            default: return ReadSized(code, payload, ref position, out item);
        }
    }

    // What has a number of 1, 2, 4 or 8 bytes behind its code: a value or a length.
    private static string? ReadSized(byte code, ReadOnlySpan<byte> payload, ref int position, out Item item)
    {
        item = default;
        var size = code switch
        {
            0xc4 or 0xc7 or 0xcc or 0xd0 or 0xd9 => 1,
            0xc5 or 0xc8 or 0xcd or 0xd1 or 0xda or 0xdc or 0xde => 2,
            0xcb or 0xcf or 0xd3 => 8,
            _ => 4,
        };
        if (payload.Length - position < size) return Truncated;
        var number = Unsigned(payload.Slice(position, size));
        position += size;
        switch (code)
        {
            case 0xca: item = Item.Real(BitConverter.UInt32BitsToSingle((uint)number)); return null;
            case 0xcb: item = Item.Real(BitConverter.UInt64BitsToDouble(number)); return null;
            case >= 0xcc and <= 0xcf: item = Item.Of(FieldValue.Of(number)); return null;
            case >= 0xd0 and <= 0xd3: item = Item.Of(FieldValue.Of(Signed(number, size))); return null;
            case 0xc4 or 0xc5 or 0xc6: return ReadContent(ItemKind.Bytes, payload, ref position, number, out item);
            case 0xc7 or 0xc8 or 0xc9: return ReadExtension(payload, ref position, number, out item);
            case 0xd9 or 0xda or 0xdb: return ReadText(payload, ref position, number, out item);
            case 0xdc or 0xdd: return ReadNested(ItemKind.Array, number, payload.Length - position, out item);
            default: return ReadNested(ItemKind.Map, number, payload.Length - position, out item);
        }
    }

    private static ulong Unsigned(ReadOnlySpan<byte> bytes)
    {
        ulong number = 0;
        foreach (var one in bytes) number = (number << 8) | one;
        return number;
    }

    private static long Signed(ulong number, int size) => (long)(number << (64 - (8 * size))) >> (64 - (8 * size));

    private static string? ReadNested(ItemKind kind, ulong count, int left, out Item item)
    {
        // Each item takes a byte at least: what cannot be there is refused before it is looked for.
        var isBeyond = count > (ulong)left / (kind == ItemKind.Map ? 2u : 1u);
        item = isBeyond ? default : Item.Nested(kind, (int)count);
        return isBeyond ? Truncated : null;
    }

    private static string? ReadNested(ItemKind kind, int count, int left, out Item item) => ReadNested(kind, (ulong)count, left, out item);

    private static string? ReadContent(ItemKind kind, ReadOnlySpan<byte> payload, ref int position, ulong length, out Item item)
    {
        item = default;
        if (length > (ulong)(payload.Length - position)) return Truncated;
        item = Item.Content(kind, position, (int)length);
        position += (int)length;
        return null;
    }

    private static string? ReadText(ReadOnlySpan<byte> payload, ref int position, int length, out Item item) =>
        ReadText(payload, ref position, (ulong)length, out item);

    private static string? ReadText(ReadOnlySpan<byte> payload, ref int position, ulong length, out Item item)
    {
        var error = ReadContent(ItemKind.Text, payload, ref position, length, out item);
        return error ?? (Utf8.IsValid(item.ContentOf(payload)) ? null : "a text that is not UTF-8");
    }

    private static string? ReadExtension(ReadOnlySpan<byte> payload, ref int position, ulong length, out Item item)
    {
        item = default;
        if (position >= payload.Length) return Truncated;
        var type = (sbyte)payload[position++];
        if (ReadContent(ItemKind.Bytes, payload, ref position, length, out item) is { } error) return error;
        return type == -1 ? ReadTimestamp(item.ContentOf(payload), out item) : null;
    }

    private static string? ReadTimestamp(ReadOnlySpan<byte> bytes, out Item item)
    {
        item = default;
        var (seconds, nanoseconds) = bytes.Length switch
        {
            4 => (BinaryPrimitives.ReadUInt32BigEndian(bytes), 0u),
            8 => Packed(BinaryPrimitives.ReadUInt64BigEndian(bytes)),
            12 => (BinaryPrimitives.ReadInt64BigEndian(bytes[4..]), BinaryPrimitives.ReadUInt32BigEndian(bytes)),
            _ => (0, uint.MaxValue),
        };
        if (!PreciseTime.TryFormat(seconds, nanoseconds, out var text)) return "a timestamp that is none";
        item = Item.Of(FieldValue.Of(text));
        return null;
    }

    private static (long Seconds, uint Nanoseconds) Packed(ulong bits) => ((long)(bits & 0x3_ffff_ffff), (uint)(bits >> 34));
}
