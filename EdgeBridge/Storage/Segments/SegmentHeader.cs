using System.Buffers.Binary;

namespace EventEdge.EdgeBridge.Storage.Segments;

/// <summary>
/// The fixed beginning of a segment file, written twice in a row so that damage to one copy costs nothing:
/// <c>magic u32 | version u16 | 0 u16 | first sequence i64 | salt u32 | capacity i64 | CRC-32C u32</c>, little-endian.
/// </summary>
/// <param name="Version">Format version.</param>
/// <param name="FirstSequence">Sequence of the segment's first record.</param>
/// <param name="Salt">Seed of every record's checksum, the same in all segments of a log.</param>
/// <param name="Capacity">File size reserved for the segment, in bytes.</param>
internal readonly record struct SegmentHeader(int Version, long FirstSequence, uint Salt, long Capacity)
{
    /// <summary>The version written; older ones are read, newer ones refused.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Bytes of both copies; the first record follows.</summary>
    public const int Bytes = 2 * CopyBytes;

    private const int CopyBytes = 32;
    private const int ChecksumOffset = 28;
    private const uint Magic = 0x474C4545; // "EELG"

    /// <summary>Both copies, ready to be written at the file's start.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), (ushort)Version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), FirstSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), Salt);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(20), Capacity);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumOffset), Crc32C.Compute(bytes.AsSpan(0, ChecksumOffset)));
        bytes.AsSpan(0, CopyBytes).CopyTo(bytes.AsSpan(CopyBytes));
        return bytes;
    }

    /// <summary>Reads whichever copy is intact.</summary>
    /// <param name="bytes">The file's first bytes.</param>
    /// <param name="header">The header, when true is returned.</param>
    /// <param name="intact">Whether both copies are good.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SegmentHeader header, out bool intact)
    {
        var first = TryReadCopy(bytes, out header);
        var second = TryReadCopy(bytes.Length < CopyBytes ? default : bytes[CopyBytes..], out var other);
        if (!first) header = other;
        intact = first && second && header == other;
        return first || second;
    }

    private static bool TryReadCopy(ReadOnlySpan<byte> bytes, out SegmentHeader header)
    {
        header = default;
        if (bytes.Length < CopyBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]) != Crc32C.Compute(bytes[..ChecksumOffset])) return false;
        header = new SegmentHeader(
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]));
        return true;
    }
}
