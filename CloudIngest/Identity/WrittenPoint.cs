using System.Buffers.Binary;

namespace EventEdge.CloudIngest.Identity;

/// <summary>What is known of a point the store holds. As bytes: <c>identity 16 | revision 4 | fields 2 | (name 4, value 4) …</c>.</summary>
internal readonly record struct WrittenPoint(UInt128 Identity, int Revision, IReadOnlyList<FieldPrint> Fields)
{
    private const int HeadSize = 22;
    private const int FieldSize = 8;

    /// <summary>Most fields that are remembered of a point.</summary>
    public const int FieldLimit = ushort.MaxValue;

    /// <summary>Bytes it takes.</summary>
    public int Size => HeadSize + (FieldSize * Count);

    private int Count => Math.Min(Fields.Count, FieldLimit);

    /// <summary>Bytes of the one that begins here.</summary>
    public static int SizeAt(ReadOnlySpan<byte> bytes) => HeadSize + (FieldSize * BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]));

    /// <summary>The identity of the one that begins here.</summary>
    public static UInt128 IdentityAt(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128LittleEndian(bytes);

    /// <summary>The one that begins here.</summary>
    public static WrittenPoint Read(ReadOnlySpan<byte> bytes)
    {
        var fields = new FieldPrint[BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..])];
        for (var i = 0; i < fields.Length; i++)
        {
            var field = bytes[(HeadSize + (FieldSize * i))..];
            fields[i] = new(BinaryPrimitives.ReadUInt32LittleEndian(field), BinaryPrimitives.ReadUInt32LittleEndian(field[4..]));
        }

        return new(IdentityAt(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]), fields);
    }

    /// <summary>Writes it; returns the bytes taken.</summary>
    public int Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, Identity);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], Revision);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[20..], (ushort)Count);
        for (var i = 0; i < Count; i++)
        {
            var field = bytes[(HeadSize + (FieldSize * i))..];
            BinaryPrimitives.WriteUInt32LittleEndian(field, Fields[i].Name);
            BinaryPrimitives.WriteUInt32LittleEndian(field[4..], Fields[i].Value);
        }

        return Size;
    }
}
