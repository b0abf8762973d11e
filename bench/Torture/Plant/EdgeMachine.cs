using EventEdge.Tests.Support;

namespace EventEdge.Torture.Plant;

/// <summary>
/// The edge's machine, spoiled from below by <c>machine.c</c>: wall clock, slow or failing syncs, a read-only disk. Needs a C compiler;
/// without one the machine is as it is.
/// </summary>
internal sealed class EdgeMachine
{
    private const int PageBytes = 10 * sizeof(long);
    private const string Source = "machine.c";
    private static readonly TimeSpan CompileLimit = TimeSpan.FromSeconds(30);

    private readonly string _page;
    private readonly string _notes;
    private readonly Dictionary<string, string> _environment;

    private EdgeMachine(string page, string notes, Dictionary<string, string> environment)
    {
        _page = page;
        _notes = notes;
        _environment = environment;
    }

    /// <summary>The variables a process on this machine is started with; empty where it cannot be spoiled.</summary>
    public IReadOnlyDictionary<string, string> Environment => _environment;

    /// <summary>Whether it can be spoiled.</summary>
    public bool IsSpoilable => _environment.Count > 0;

    /// <summary>How often a process read a moved clock.</summary>
    public long MovedReadings => Read(3);

    /// <summary>How often a process waited for a slow sync.</summary>
    public long SlowSyncs => Read(4);

    /// <summary>How often the disk refused.</summary>
    public long RefusedWrites => Read(5);

    /// <summary>How often a sync failed.</summary>
    public long FailedSyncs => Read(9);

    /// <param name="workspace">Where the library and the page lie.</param>
    /// <param name="disk">The directory that can become read-only; a file system of its own.</param>
    public static async Task<EdgeMachine> CompileAsync(TempDirectory workspace, string disk)
    {
        var (library, page, notes) = (workspace.File("machine.so"), workspace.File("machine.page"), workspace.File("machine.notes"));
        File.WriteAllBytes(page, new byte[PageBytes]);
        File.WriteAllBytes(notes, []);
        if (!ProcessHost.Exists("gcc")) return new EdgeMachine(page, notes, []);
        await using var compiler = ProcessHost.Start(
            "gcc", ["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-o", library, Path.Combine(AppContext.BaseDirectory, Source)]);
        if (await compiler.WaitForExitAsync(CompileLimit) != 0) throw new InvalidOperationException($"{Source}: {compiler.Errors}");
        return new EdgeMachine(page, notes, new()
        {
            ["LD_PRELOAD"] = library, ["TORTURE_MACHINE"] = page, ["TORTURE_NOTES"] = notes, ["TORTURE_DIRECTORY"] = disk,
        });
    }

    /// <summary>Moves the wall clock by this much from the true time.</summary>
    public void MoveClock(TimeSpan offset) => Write(0, offset.Ticks * TimeSpan.NanosecondsPerTick);

    /// <summary>Lets every sync take this much longer.</summary>
    public void SlowSync(TimeSpan delay) => Write(1, (long)delay.TotalMilliseconds);

    /// <summary>Lets every sync fail, as bad sectors do.</summary>
    public void FailSyncs(bool fail) => FailSyncs(fail ? 100 : 0);

    /// <summary>Lets so many of a hundred syncs fail.</summary>
    public void FailSyncs(int ofHundred) => Write(8, ofHundred);

    /// <summary>The same for the segments of logs alone: a start finds a disk that works, and then these.</summary>
    public void FailSyncsOfLogs(bool fail) => Write(8, fail ? -100 : 0);

    /// <summary>Lets the disk refuse everything that would change it.</summary>
    public void BecomeReadOnly(bool readOnly) => Write(2, readOnly ? 1 : 0);

    /// <summary>
    /// From now on it is known what a power cut would take: what is not synced, or, with a disk that is deaf to syncs, all.
    /// </summary>
    public void BeginNotes(bool deafToSyncs)
    {
        using (var notes = File.OpenHandle(_notes, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) RandomAccess.SetLength(notes, 0);
        Write(7, deafToSyncs ? 1 : 0);
        Write(6, 1);
    }

    /// <summary>Ends that, and gives the notes. The process they are about must have ended.</summary>
    public byte[] EndNotes()
    {
        Write(6, 0);
        Write(7, 0);
        return File.ReadAllBytes(_notes);
    }

    private void Write(int place, long value)
    {
        using var file = OpenPage();
        RandomAccess.Write(file, BitConverter.GetBytes(value), place * sizeof(long));
    }

    private long Read(int place)
    {
        using var file = OpenPage();
        var bytes = new byte[sizeof(long)];
        RandomAccess.Read(file, bytes, place * sizeof(long));
        return BitConverter.ToInt64(bytes);
    }

    private Microsoft.Win32.SafeHandles.SafeFileHandle OpenPage() =>
        File.OpenHandle(_page, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
}
