using System.Buffers.Binary;
using EventEdge.EdgeBridge.Storage.Files;

namespace EventEdge.EdgeBridge.Storage.Segments;

/// <summary>Finds records behind damage. Slow and rare: it reads the rest of a file and tries every byte.</summary>
internal static class SegmentSearch
{
    /// <summary>True when a file holds nothing but zeros from an offset on.</summary>
    public static bool IsBlank(ILogFile file, long offset)
    {
        var piece = new byte[64 * 1024];
        while (true)
        {
            var count = file.Read(piece, offset);
            if (count == 0) return true;
            if (piece.AsSpan(0, count).ContainsAnyExcept((byte)0)) return false;
            offset += count;
        }
    }

    /// <summary>The file's bytes from an offset to its end.</summary>
    public static byte[] ReadRest(ILogFile file, long offset) => Read(file, offset, file.Length);

    /// <summary>The file's bytes from an offset to another.</summary>
    public static byte[] Read(ILogFile file, long offset, long end)
    {
        var rest = new byte[Math.Max(0, end - offset)];
        var filled = 0;
        while (filled < rest.Length)
        {
            var count = file.Read(rest.AsSpan(filled), offset + filled);
            if (count == 0) break;
            filled += count;
        }

        return rest;
    }

    /// <summary>Offset of the first unharmed record with a sequence in [from, to], or -1.</summary>
    /// <param name="bytes">Where to look.</param>
    /// <param name="salt">The log's salt.</param>
    /// <param name="from">Lowest sequence.</param>
    /// <param name="to">Highest sequence.</param>
    /// <param name="opensBatch">Only records that prove that everything in front of them was synced.</param>
    public static int Find(ReadOnlySpan<byte> bytes, uint salt, long from, long to, bool opensBatch)
    {
        for (var offset = 0; offset <= bytes.Length - RecordFormat.Overhead; offset++)
        {
            var sequence = BinaryPrimitives.ReadInt64LittleEndian(bytes[(offset + 5)..]);
            if (sequence < from || sequence > to) continue;
            var candidate = bytes[offset..];
            if (!RecordFormat.TryReadHead(candidate, out var record) || (opensBatch && !record.OpensBatch)) continue;
            if (RecordFormat.IsIntact(candidate, record, salt)) return offset;
        }

        return -1;
    }
}
