using System.Buffers.Binary;
using System.IO.Compression;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage;
using EventEdge.EdgeBridge.Storage.Segments;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Downsampling.Blocks;

/// <summary>
/// A block as bytes: <c>CRC-32C u32 of the rest | format u8 | level u8 | first i64 | last i64 | length i32 of the shares | shares | Brotli
/// of the records</c>, each record as <c>first | last | commit</c>. Names repeat in every record and cost next to nothing once compressed.
/// </summary>
internal static class DownsampledCodec
{
    private const byte CurrentFormat = 1;
    private const int HeadBytes = 26;

    /// <summary>Writes a block.</summary>
    public static byte[] Write(int level, IReadOnlyList<BlockShare> shares, IReadOnlyList<OutboxRecord> records)
    {
        var head = Plain(shares);
        using var file = new MemoryStream();
        file.Write(new byte[HeadBytes]);
        file.Write(head.Written);
        using (var compressed = new BrotliStream(file, CompressionLevel.Optimal, leaveOpen: true)) compressed.Write(Plain(records).Written);
        var bytes = file.ToArray();
        bytes[4] = CurrentFormat;
        bytes[5] = (byte)level;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(6), records[0].FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(14), records[^1].Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), head.Written.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Crc32C.Compute(bytes.AsSpan(4)));
        return bytes;
    }

    /// <summary>Reads what stands in front of the records; null when the bytes are no block.</summary>
    /// <exception cref="LogOpenException">Written by a newer version.</exception>
    public static DownsampledBlock? ReadHead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Crc32C.Compute(bytes[4..])) return null;
        if (bytes[4] > CurrentFormat) throw new LogOpenException(
            $"a downsampled block has format {bytes[4]}, and this version reads {CurrentFormat}: use the newer program");
        var first = BinaryPrimitives.ReadInt64LittleEndian(bytes[6..]);
        var last = BinaryPrimitives.ReadInt64LittleEndian(bytes[14..]);
        return new DownsampledBlock(first, last, bytes[5], ReadShares(bytes.Slice(HeadBytes, SharesBytes(bytes))), bytes.Length);
    }

    /// <summary>Reads the records of a block whose head was read.</summary>
    public static List<OutboxRecord> ReadRecords(byte[] bytes)
    {
        var start = HeadBytes + SharesBytes(bytes);
        using var compressed = new BrotliStream(new MemoryStream(bytes, start, bytes.Length - start), CompressionMode.Decompress);
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

    private static int SharesBytes(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]);

    private static ByteWriter Plain(IReadOnlyList<BlockShare> shares)
    {
        var writer = new ByteWriter();
        foreach (var share in shares)
        {
            writer.Text(share.Binding);
            writer.Text(share.Version);
            var (merged, dropped, notices) = share.Tally;
            foreach (var number in (ReadOnlySpan<long>)[share.Cursor, share.Points, merged, dropped, notices]) writer.Varint((ulong)number);
        }

        return writer;
    }

    private static List<BlockShare> ReadShares(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        var shares = new List<BlockShare>();
        while (!reader.IsAtEnd)
        {
            var (binding, version) = (reader.Text(), reader.Text());
            var (cursor, points) = ((long)reader.Varint(), (long)reader.Varint());
            shares.Add(new BlockShare(
                binding, version, cursor, points, new PointTally((long)reader.Varint(), (long)reader.Varint(), (long)reader.Varint())));
        }

        return shares;
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
