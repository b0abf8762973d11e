using System.Buffers.Binary;

namespace EventEdge.EdgeBridge.Storage.Segments;

/// <summary>
/// A record's bytes: <c>length u32 | type u8 | sequence i64 | payload | CRC-32C u32</c>, little-endian; the checksum covers all before it
/// and is seeded with the log's salt, so that no payload can pass for a record. The type's high bit says that everything in front of the
/// record was synced before it was written: what is broken in front of such a record is damage, never a torn tail.
/// </summary>
internal static class RecordFormat
{
    /// <summary>Bytes a record needs beside its payload.</summary>
    public const int Overhead = HeaderBytes + ChecksumBytes;

    /// <summary>Offset of the payload.</summary>
    public const int HeaderBytes = 13;

    private const int ChecksumBytes = 4;
    private const byte OpensBatchFlag = 0x80;

    /// <summary>Writes a record whose payload is two spans in a row; returns the bytes used.</summary>
    public static int Write(Span<byte> target, in RecordHead record, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, uint salt)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, record.PayloadLength);
        target[4] = (byte)(record.Type | (record.OpensBatch ? OpensBatchFlag : 0));
        BinaryPrimitives.WriteInt64LittleEndian(target[5..], record.Sequence);
        head.CopyTo(target[HeaderBytes..]);
        body.CopyTo(target[(HeaderBytes + head.Length)..]);
        var checkedBytes = record.TotalBytes - ChecksumBytes;
        BinaryPrimitives.WriteUInt32LittleEndian(target[checkedBytes..], Crc32C.Compute(target[..checkedBytes], salt));
        return record.TotalBytes;
    }

    /// <summary>Reads a record's head without checking it; false when these bytes cannot be one.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> bytes, out RecordHead record)
    {
        record = default;
        if (bytes.Length < HeaderBytes) return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var type = bytes[4];
        var sequence = BinaryPrimitives.ReadInt64LittleEndian(bytes[5..]);
        if (length < 0 || length > int.MaxValue - Overhead || (type & ~OpensBatchFlag) == 0 || sequence <= 0) return false;
        record = new RecordHead((byte)(type & ~OpensBatchFlag), sequence, length, (type & OpensBatchFlag) != 0);
        return true;
    }

    /// <summary>True when the bytes begin with this record, whole and unharmed.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> bytes, in RecordHead record, uint salt)
    {
        if (bytes.Length < record.TotalBytes) return false;
        var checkedBytes = record.TotalBytes - ChecksumBytes;
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[checkedBytes..]) == Crc32C.Compute(bytes[..checkedBytes], salt);
    }
}

/// <summary>What stands in front of a payload.</summary>
/// <param name="Type">1 to 127.</param>
/// <param name="Sequence">From 1.</param>
/// <param name="PayloadLength">In bytes.</param>
/// <param name="OpensBatch">Everything in front of it was synced before it was written.</param>
internal readonly record struct RecordHead(byte Type, long Sequence, int PayloadLength, bool OpensBatch)
{
    /// <summary>Bytes from one record to the next.</summary>
    public int TotalBytes => PayloadLength + RecordFormat.Overhead;
}
