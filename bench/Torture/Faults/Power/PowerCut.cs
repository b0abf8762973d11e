using System.Buffers.Binary;
using System.Globalization;
using EventEdge.Tests.Support;
using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults.Power;

/// <summary>
/// The edge's machine loses its power: the process is killed, and of what it wrote and had not synced, any combination of pages is as it
/// was before. Names and sizes of files stay: their loss is proved by the log's own tests.
/// </summary>
internal static class PowerCut
{
    private const int PageBytes = 4096;
    private const int HeadBytes = 3 * sizeof(long);
    private const long Synced = -1;
    private const long SyncFailed = -2;
    private static readonly TimeSpan ListLimit = TimeSpan.FromSeconds(20);

    /// <summary>
    /// True when something written was lost. Syncs are slow meanwhile, so that there is always something that waits for one.
    /// </summary>
    public static async Task<bool> InflictAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        plant.Machine.SlowSync(TimeSpan.FromMilliseconds(random.Next(20, 300)));
        return await CutAsync(plant, deafToSyncs: false, random, () => random.Next(2) == 0, stop) > 0;
    }

    /// <summary>
    /// The same on a disk whose syncs fail for a while, and which works again before the power goes or does not. True when a sync failed.
    /// </summary>
    public static async Task<bool> AfterFailedSyncsAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        var before = plant.Machine.FailedSyncs;
        plant.Machine.BeginNotes(deafToSyncs: false);
        plant.Machine.FailSyncs(true);
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500, 3000)), TimeProvider.System, stop);
        if (random.Next(2) == 0)
        {
            plant.Machine.FailSyncs(false);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 3000)), TimeProvider.System, stop);
        }

        await TakeAwayAsync(plant, () => random.Next(2) == 0);
        return plant.Machine.FailedSyncs > before;
    }

    /// <summary>Takes away what was not synced in a few seconds and starts the edge again; tells how many pages that were.</summary>
    /// <param name="plant">Whose edge.</param>
    /// <param name="deafToSyncs">Nothing counts as synced.</param>
    /// <param name="random">When.</param>
    /// <param name="survives">Asked for each page.</param>
    /// <param name="stop">Ends the wait.</param>
    public static async Task<int> CutAsync(TorturePlant plant, bool deafToSyncs, Random random, Func<bool> survives, CancellationToken stop)
    {
        plant.Machine.BeginNotes(deafToSyncs);
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500, 3000)), TimeProvider.System, stop);
        return await TakeAwayAsync(plant, survives);
    }

    private static async Task<int> TakeAwayAsync(TorturePlant plant, Func<bool> survives)
    {
        await plant.Edge.KillAsync();
        var lost = await TakeAwayAsync(plant.Machine, plant.EdgeDisk.Path, survives);
        await plant.Edge.StartAsync();
        return lost;
    }

    /// <summary>
    /// Takes what was not synced since the notes began from a directory whose process has ended, and makes the disk sound.
    /// </summary>
    public static async Task<int> TakeAwayAsync(EdgeMachine machine, string directory, Func<bool> survives)
    {
        machine.SlowSync(TimeSpan.Zero);
        machine.FailSyncs(false);
        return Undo(machine.EndNotes(), await PathsAsync(directory), survives);
    }

    /// <summary>Puts back, newest first, what was replaced on the pages that do not survive; returns how many pages that were.</summary>
    public static int Undo(byte[] notes, IReadOnlyDictionary<long, string> paths, Func<bool> survives)
    {
        var fates = new Dictionary<(long, long), bool>();
        foreach (var piece in Unsynced(notes).AsEnumerable().Reverse())
        {
            if (!paths.TryGetValue(piece.Inode, out var path)) continue;
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            if (!fates.TryGetValue(piece.Page, out var kept)) fates[piece.Page] = kept = survives();
            if (!kept) RandomAccess.Write(file, piece.Before, piece.Offset);
        }

        return fates.Values.Count(kept => !kept);
    }

    private static List<Piece> Unsynced(ReadOnlySpan<byte> notes)
    {
        List<Piece> pieces = [];
        while (notes.Length >= HeadBytes)
        {
            var (inode, offset) = (BinaryPrimitives.ReadInt64LittleEndian(notes), BinaryPrimitives.ReadInt64LittleEndian(notes[8..]));
            var bytes = (int)BinaryPrimitives.ReadInt64LittleEndian(notes[16..]);
            notes = notes[HeadBytes..];
            if (offset == Synced) Settle(pieces, inode);
            else if (offset == SyncFailed) pieces.ForEach(piece => piece.IsClean |= piece.Inode == inode);
            else if (notes.Length >= bytes) pieces.AddRange(Pieces(inode, offset, notes[..bytes].ToArray()));
            else break; // the process died over it, before the write itself
            notes = notes[bytes..];
        }

        return pieces;
    }

    // A sync writes the pages that were written to since the last one, be that one a failed one; with them goes whatever else is on them.
    private static void Settle(List<Piece> pieces, long inode)
    {
        var written = pieces.Where(piece => piece.Inode == inode && !piece.IsClean).Select(piece => piece.Page).ToHashSet();
        pieces.RemoveAll(piece => written.Contains(piece.Page));
    }

    private static IEnumerable<Piece> Pieces(long inode, long offset, byte[] before)
    {
        for (var at = 0; at < before.Length;)
        {
            var bytes = (int)Math.Min(before.Length - at, PageBytes - ((offset + at) % PageBytes));
            yield return new Piece(inode, offset + at, before[at..(at + bytes)]);
            at += bytes;
        }
    }

    /// <summary>What one write replaced on one page.</summary>
    private sealed class Piece(long inode, long offset, byte[] before)
    {
        public long Inode => inode;

        public long Offset => offset;

        public byte[] Before => before;

        public (long Inode, long Index) Page => (inode, offset / PageBytes);

        /// <summary>A sync of it has failed: it is not written any more.</summary>
        public bool IsClean { get; set; }
    }

    private static async Task<Dictionary<long, string>> PathsAsync(string directory)
    {
        await using var find = ProcessHost.Start("find", [directory, "-type", "f", "-printf", "%i %p\\n"]);
        await find.WaitForExitAsync(ListLimit);
        return find.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2))
            .ToDictionary(parts => long.Parse(parts[0], CultureInfo.InvariantCulture), parts => parts[1]);
    }
}
