namespace EventEdge.Tests.Support;

/// <summary>A file system of its own in memory, small enough to be filled; skips the test where mounting is not permitted.</summary>
public sealed class TinyDisk : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TempDirectory _directory = new();

    private TinyDisk() => Directory.CreateDirectory(Path);

    /// <summary>Where it is mounted.</summary>
    public string Path => _directory.File("disk");

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Mounts one.</summary>
    public static async Task<TinyDisk> MountAsync(int mebibytes)
    {
        var disk = new TinyDisk();
        if (await RunAsync("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", disk.Path)) return disk;
        disk._directory.Dispose();
        Assert.Skip("mounting is not permitted");
        return disk;
    }

    /// <summary>Takes all room there is.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true) file.Write(page);
        }
        catch (IOException)
        {
            // As full as it gets.
        }
    }

    /// <summary>Gives it back.</summary>
    public void Release() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "-l", Path);
        _directory.Dispose();
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        if (!ProcessHost.Exists(program)) return false;
        await using var process = ProcessHost.Start(program, arguments);
        return await process.WaitForExitAsync(Limit) == 0;
    }
}
