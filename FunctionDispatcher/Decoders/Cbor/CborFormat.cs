using System.Buffers.Binary;
using System.Text.Unicode;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.Cbor;

/// <summary>
/// CBOR (RFC 8949). Lengths may be left open. Whole numbers are exact, those of tags 2 and 3 too; decimal fractions and bigfloats (tags 4
/// and 5) are the nearest double; other tags are passed over, since what they say does not change a value.
/// </summary>
internal sealed class CborFormat : IItemFormat
{
    private const int Tag = 6;
    private const int Open = 31;
    private const string Truncated = "the payload ends inside it";

    /// <inheritdoc />
    public static string Title => "CBOR";

    /// <inheritdoc />
    public static string? Read(ReadOnlySpan<byte> payload, ref int position, out Item item)
    {
        var error = ReadHead(payload, ref position, out var head);
        while (error is null && head.Major == Tag)
        {
            if (head.Info == Open) error = "a tag without a number";
            else if (head.Argument is >= 2 and <= 5) return CborTags.Read(head.Argument, payload, ref position, out item);
            else error = ReadHead(payload, ref position, out head);
        }

        item = default;
        return error ?? ReadBody(payload, ref position, head, out item);
    }

    /// <summary>Reads an item that has no tag.</summary>
    public static string? ReadUntagged(ReadOnlySpan<byte> payload, ref int position, out Item item)
    {
        item = default;
        var error = ReadHead(payload, ref position, out var head);
        return error ?? (head.Major == Tag ? "a tag where none may be" : ReadBody(payload, ref position, head, out item));
    }

    /// <summary>Reads the first byte of an item and the number behind it.</summary>
    public static string? ReadHead(ReadOnlySpan<byte> payload, ref int position, out CborHead head)
    {
        head = default;
        if (position >= payload.Length) return Truncated;
        var (major, info) = (payload[position] >> 5, payload[position] & 31);
        position++;
        if (info is > 27 and < Open) return $"the length {info} is reserved";
        var size = info is < 24 or Open ? 0 : 1 << (info - 24);
        if (payload.Length - position < size) return Truncated;
        var rest = payload[position..];
        position += size;
        head = new(major, info, size switch
        {
            0 => (ulong)info,
            1 => rest[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(rest),
            4 => BinaryPrimitives.ReadUInt32BigEndian(rest),
            _ => BinaryPrimitives.ReadUInt64BigEndian(rest),
        });
        return null;
    }

    private static string? ReadBody(ReadOnlySpan<byte> payload, ref int position, in CborHead head, out Item item)
    {
        item = default;
        switch (head.Major)
        {
            case 0 or 1: return ReadWhole(head, out item);
            case 2: return ReadContent(ItemKind.Bytes, payload, ref position, head, out item);
            case 3: return ReadContent(ItemKind.Text, payload, ref position, head, out item) ?? CheckText(payload, item);
            case 4: return ReadNested(ItemKind.Array, payload.Length - position, head, out item);
            case 5: return ReadNested(ItemKind.Map, payload.Length - position, head, out item);
            default: return ReadSimple(head, out item);
        }
    }

    private static string? ReadWhole(in CborHead head, out Item item)
    {
        item = default;
        if (head.Info == Open) return "a whole number without digits";
        if (head.Major == 0) item = Item.Of(FieldValue.Of(head.Argument));
        else if (head.Argument <= long.MaxValue) item = Item.Of(FieldValue.Of(-1 - (long)head.Argument));
        else return CborTags.ReadWhole(-1 - (System.Numerics.BigInteger)head.Argument, out item);
        return null;
    }

    private static string? ReadContent(
        ItemKind kind, ReadOnlySpan<byte> payload, ref int position, in CborHead head, out Item item)
    {
        item = default;
        if (head.Info == Open) return ReadPieces(kind, payload, ref position, head.Major, out item);
        if (head.Argument > (ulong)(payload.Length - position)) return Truncated;
        item = Item.Content(kind, position, (int)head.Argument);
        position += (int)head.Argument;
        return null;
    }

    private static string? ReadPieces(ItemKind kind, ReadOnlySpan<byte> payload, ref int position, int major, out Item item)
    {
        item = default;
        var bytes = new List<byte>();
        while (true)
        {
            if (ReadHead(payload, ref position, out var head) is { } error) return error;
            if (head.IsBreak) break;
            if (head.Major != major || head.Info == Open) return "a piece of another kind";
            if (head.Argument > (ulong)(payload.Length - position)) return Truncated;
            var piece = payload.Slice(position, (int)head.Argument);
            if (kind == ItemKind.Text && !Utf8.IsValid(piece)) return "a piece of text that is not UTF-8";
            bytes.AddRange(piece);
            position += piece.Length;
        }

        item = Item.Joined(kind, [.. bytes]);
        return null;
    }

    private static string? CheckText(ReadOnlySpan<byte> payload, in Item item) =>
        Utf8.IsValid(item.ContentOf(payload)) ? null : "a text that is not UTF-8";

    private static string? ReadNested(ItemKind kind, int left, in CborHead head, out Item item)
    {
        var isOpen = head.Info == Open;
        // Each item takes a byte at least: what cannot be there is refused before it is looked for.
        var isBeyond = !isOpen && head.Argument > (ulong)left / (kind == ItemKind.Map ? 2u : 1u);
        item = isBeyond ? default : Item.Nested(kind, isOpen ? -1 : (int)head.Argument);
        return isBeyond ? Truncated : null;
    }

    private static string? ReadSimple(in CborHead head, out Item item)
    {
        item = head.Info switch
        {
            20 or 21 => Item.Of(FieldValue.Of(head.Info == 21)),
            22 or 23 => Item.Of(FieldValue.Null),
            25 => Item.Real((double)BitConverter.UInt16BitsToHalf((ushort)head.Argument)),
            26 => Item.Real(BitConverter.UInt32BitsToSingle((uint)head.Argument)),
            27 => Item.Real(BitConverter.UInt64BitsToDouble(head.Argument)),
            _ => Item.End,
        };
        return item.Kind == ItemKind.Value || head.IsBreak ? null : $"the simple value {head.Argument} has no meaning";
    }
}

/// <summary>The first bytes of an item.</summary>
/// <param name="Major">Its major type.</param>
/// <param name="Info">The five bits behind it.</param>
/// <param name="Argument">The number that they are, or that follows.</param>
internal readonly record struct CborHead(int Major, int Info, ulong Argument)
{
    public bool IsBreak => Major == 7 && Info == 31;
}
