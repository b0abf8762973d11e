using EventEdge.EdgeBridge.Storage.Files;

namespace EventEdge.EdgeBridge.Storage.Segments;

/// <summary>
/// Reads the last segment of a log as a crash has left it. A record that is broken with nothing synced behind it is a torn tail: never
/// acknowledged, so it is wiped. One with synced records behind it is damage: those are kept, the loss is told.
/// </summary>
internal static class SegmentRecovery
{
    private static readonly byte[] Zeros = new byte[64 * 1024];

    /// <summary>Reads to the end.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Recovered Scan(ILogFile file, uint salt, long firstSequence)
    {
        using var cursor = new SegmentCursor(file, salt);
        var next = firstSequence;
        var batch = new Batch(next, cursor.Offset);
        List<LogGap> gaps = [];
        while (true)
        {
            next = ReadOn(cursor, next, ref batch);
            if (SegmentSearch.IsBlank(file, cursor.Offset)) return new Recovered(next, cursor.Offset, 0, gaps, batch);
            var rest = SegmentSearch.ReadRest(file, cursor.Offset);
            var proof = SegmentSearch.Find(rest, salt, next + 1, long.MaxValue, opensBatch: true);
            if (proof < 0) return new Recovered(next, cursor.Offset, rest.AsSpan().LastIndexOfAnyExcept((byte)0) + 1, gaps, batch);
            cursor.Seek(cursor.Offset + SegmentSearch.Find(rest, salt, next + 1, long.MaxValue, opensBatch: false));
            cursor.TryPeek(out var survivor);
            gaps.Add(new LogGap(next, survivor.Sequence - 1));
            next = survivor.Sequence;
            batch = new Batch(next, cursor.Offset);
        }
    }

    private static long ReadOn(SegmentCursor cursor, long next, ref Batch batch)
    {
        for (; cursor.TryPeek(out var record) && record.Sequence == next; next++)
        {
            if (record.OpensBatch) batch = new Batch(next, cursor.Offset);
            cursor.Skip(record);
        }

        return next;
    }

    /// <summary>Overwrites a torn tail, so that its bytes cannot come back as records.</summary>
    public static void Wipe(ILogFile file, long offset, long bytes)
    {
        for (var done = 0L; done < bytes; done += Zeros.Length)
        {
            file.Write(Zeros.AsSpan(0, (int)Math.Min(Zeros.Length, bytes - done)), offset + done);
        }
    }

    /// <summary>What was found.</summary>
    /// <param name="NextSequence">The sequence after the last good record.</param>
    /// <param name="EndOffset">Where the next record goes.</param>
    /// <param name="TornBytes">Bytes behind it to be wiped.</param>
    /// <param name="Gaps">Records lost to damage.</param>
    /// <param name="LastBatch">Where the batch written last begins; all before it was synced before it was written.</param>
    internal readonly record struct Recovered(
        long NextSequence, long EndOffset, long TornBytes, IReadOnlyList<LogGap> Gaps, Batch LastBatch);

    /// <summary>Where a batch begins.</summary>
    internal readonly record struct Batch(long FirstSequence, long Offset);
}
