using System.Buffers.Binary;
using System.Globalization;
using EventEdge.Tests.Support;
using EventEdge.Torture.Plant;

namespace EventEdge.Torture.Faults;

/// <summary>
/// The edge's machine loses its power: the process is killed, and of what it wrote and had not synced, any combination of pages is as it was before.
/// Names and sizes of files stay: their loss is proved by the log's own tests.
/// </summary>
internal static class PowerCut
{
    private const int PageBytes = 4096;
    private const int HeadBytes = 3 * sizeof(long);
    private static readonly TimeSpan ListLimit = TimeSpan.FromSeconds(20);

    /// <summary>True when something written was lost. Syncs are slow meanwhile, so that there is always something that waits for one.</summary>
    public static async Task<bool> InflictAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        plant.Machine.SlowSync(TimeSpan.FromMilliseconds(random.Next(20, 300)));
        return await CutAsync(plant, deafToSyncs: false, random, () => random.Next(2) == 0, stop) > 0;
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
        await plant.Edge.KillAsync();
        plant.Machine.SlowSync(TimeSpan.Zero);
        var lost = Undo(plant.Machine.EndNotes(), await PathsAsync(plant.EdgeDisk.Path), survives);
        await plant.Edge.StartAsync();
        return lost;
    }

    /// <summary>Puts back, newest first, what was replaced on the pages that do not survive; returns how many pages that were.</summary>
    public static int Undo(byte[] notes, IReadOnlyDictionary<long, string> paths, Func<bool> survives)
    {
        var fates = new Dictionary<(long, long), bool>();
        foreach (var write in Unsynced(notes).AsEnumerable().Reverse())
        {
            if (!paths.TryGetValue(write.Inode, out var path)) continue;
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            for (var at = 0; at < write.Before.Length;)
            {
                var page = (write.Offset + at) / PageBytes;
                var piece = (int)Math.Min(write.Before.Length - at, ((page + 1) * PageBytes) - write.Offset - at);
                if (!fates.TryGetValue((write.Inode, page), out var kept)) fates[(write.Inode, page)] = kept = survives();
                if (!kept) RandomAccess.Write(file, write.Before.AsSpan(at, piece), write.Offset + at);
                at += piece;
            }
        }

        return fates.Values.Count(kept => !kept);
    }

    private static List<(long Inode, long Offset, byte[] Before)> Unsynced(ReadOnlySpan<byte> notes)
    {
        List<(long Inode, long Offset, byte[] Before)> writes = [];
        while (notes.Length >= HeadBytes)
        {
            var (inode, offset) = (BinaryPrimitives.ReadInt64LittleEndian(notes), BinaryPrimitives.ReadInt64LittleEndian(notes[8..]));
            var bytes = (int)BinaryPrimitives.ReadInt64LittleEndian(notes[16..]);
            notes = notes[HeadBytes..];
            if (offset < 0) writes.RemoveAll(write => write.Inode == inode);
            else if (notes.Length >= bytes) writes.Add((inode, offset, notes[..bytes].ToArray()));
            else break; // the process died over it, before the write itself
            notes = notes[bytes..];
        }

        return writes;
    }

    private static async Task<Dictionary<long, string>> PathsAsync(string directory)
    {
        await using var find = ProcessHost.Start("find", [directory, "-type", "f", "-printf", "%i %p\\n"]);
        await find.WaitForExitAsync(ListLimit);
        return find.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2))
            .ToDictionary(parts => long.Parse(parts[0], CultureInfo.InvariantCulture), parts => parts[1]);
    }
}
