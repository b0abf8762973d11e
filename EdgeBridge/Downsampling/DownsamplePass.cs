using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox.Records;

namespace EventEdge.EdgeBridge.Downsampling;

/// <summary>A block that is ready to take the place of consecutive records, and is not on the disk yet.</summary>
/// <param name="First">First sequence it stands for.</param>
/// <param name="Last">Last sequence it stands for.</param>
/// <param name="Offsets">What may have left was left as it is; no more may have when the block comes into force.</param>
/// <param name="Level">Its level.</param>
/// <param name="Before">Points in the records.</param>
/// <param name="After">Points in the block.</param>
/// <param name="Bytes">The block as a file.</param>
internal sealed record DownsamplePass(long First, long Last, QueueOffsets Offsets, int Level, long Before, long After, byte[] Bytes)
{
    /// <summary>A pass that merged windows.</summary>
    public static DownsamplePass Merging(
        int level, QueueOffsets offsets, IReadOnlyList<OutboxRecord> records, IReadOnlyList<OutboxRecord> merged,
        IEnumerable<DownsampledBlock> sources) =>
        Of(level, offsets, records, merged, sources, (before, after) => new PointTally(Count(before) - Count(after), 0, 0));

    /// <summary>A pass that dropped points and left notices.</summary>
    public static DownsamplePass Dropping(
        int level, QueueOffsets offsets, IReadOnlyList<OutboxRecord> records, IReadOnlyList<OutboxRecord> kept,
        IEnumerable<DownsampledBlock> sources) =>
        Of(level, offsets, records, kept, sources, (before, after) =>
        {
            var notices = Notices(after) - Notices(before);
            return new PointTally(0, Count(before) - Count(after) + notices, notices);
        });

    private static DownsamplePass Of(
        int level,
        QueueOffsets offsets,
        IReadOnlyList<OutboxRecord> records,
        IReadOnlyList<OutboxRecord> replacement,
        IEnumerable<DownsampledBlock> sources,
        Func<IEnumerable<OutboxRecord>, IEnumerable<OutboxRecord>, PointTally> change)
    {
        var tallies = new TallyTable().Add(sources.SelectMany(source => source.Tallies));
        var after = replacement.ToLookup(Owner);
        List<BlockShare> shares = [];
        foreach (var before in records.GroupBy(Owner))
        {
            var (binding, version) = before.Key;
            var tally = tallies.Of(binding, version) + change(before, after[before.Key]) + MergedIn(before);
            shares.Add(new BlockShare(binding, version, before.Max(record => record.Cursor), Count(after[before.Key]), tally));
        }

        var bytes = DownsampledCodec.Write(level, shares, replacement);
        return new DownsamplePass(
            records[0].FirstSequence, records[^1].Sequence, offsets, level, Count(records), Count(replacement), bytes);
    }

    private static (string Binding, string Version) Owner(OutboxRecord record) => (record.Binding, record.BindingVersion);

    private static long Count(IEnumerable<OutboxRecord> records) => records.Sum(record => (long)record.Points.Count);

    // From now on the block says it; its own records are written without.
    private static PointTally MergedIn(IEnumerable<OutboxRecord> records) => new(records.Sum(record => (long)record.Merged), 0, 0);

    private static long Notices(IEnumerable<OutboxRecord> records) => records.Sum(record => (long)record.Points.Count(DropNotice.Is));
}
