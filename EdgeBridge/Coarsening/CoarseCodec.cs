using System.Buffers.Binary;
using System.IO.Compression;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Storage;
using EventEdge.FunctionDispatcher.Dispatch;

namespace EventEdge.EdgeBridge.Coarsening;

/// <summary>
/// A block as bytes: <c>CRC-32C u32 of the rest | version u8 | level u8 | first i64 | last i64 | points i64 | Brotli of the records</c>, each
/// record as <c>first | last | commit</c>. Names repeat in every record and cost next to nothing once compressed.
/// </summary>
internal static class CoarseCodec
{
    /// <summary>Bytes in front of the records.</summary>
    public const int HeadBytes = 30;

    private const byte CurrentVersion = 1;

    /// <summary>Writes a block.</summary>
    public static byte[] Write(int level, IReadOnlyList<OutboxRecord> records)
    {
        using var file = new MemoryStream();
        file.Write(new byte[HeadBytes]);
        using (var compressed = new BrotliStream(file, CompressionLevel.Optimal, leaveOpen: true)) compressed.Write(Plain(records).Written);
        var bytes = file.ToArray();
        bytes[4] = CurrentVersion;
        bytes[5] = (byte)level;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(6), records[0].FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(14), records[^1].Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(22), records.Sum(record => (long)record.Points.Count));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Crc32C.Compute(bytes.AsSpan(4)));
        return bytes;
    }

    /// <summary>Reads what stands in front of the records; null when the bytes are no block.</summary>
    /// <exception cref="LogOpenException">Written by a newer version.</exception>
    public static CoarseBlock? ReadHead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Crc32C.Compute(bytes[4..])) return null;
        if (bytes[4] > CurrentVersion) throw new LogOpenException($"a coarsened block has format {bytes[4]}, and this version reads {CurrentVersion}: use the newer program");
        return new CoarseBlock(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[6..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[14..]),
            bytes[5],
            BinaryPrimitives.ReadInt64LittleEndian(bytes[22..]),
            bytes.Length);
    }

    /// <summary>Reads the records of a block whose head was read.</summary>
    public static List<OutboxRecord> ReadRecords(byte[] bytes)
    {
        using var compressed = new BrotliStream(new MemoryStream(bytes, HeadBytes, bytes.Length - HeadBytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        compressed.CopyTo(plain);
        var reader = new ByteReader(plain.GetBuffer().AsSpan(0, (int)plain.Length));
        var records = new List<OutboxRecord>();
        while (!reader.IsAtEnd)
        {
            var first = (long)reader.Varint();
            var last = (long)reader.Varint();
            records.Add(OutboxCodec.Read(last, reader.Bytes()) with { FirstSequence = first });
        }

        return records;
    }

    private static ByteWriter Plain(IReadOnlyList<OutboxRecord> records)
    {
        var (all, one) = (new ByteWriter(), new ByteWriter());
        foreach (var record in records)
        {
            one.Clear();
            OutboxCodec.Write(one, new BindingIdentity(record.Binding, record.BindingVersion), record.Cursor, record.Points);
            all.Varint((ulong)record.FirstSequence);
            all.Varint((ulong)record.Sequence);
            all.Bytes(one.Written);
        }

        return all;
    }
}
