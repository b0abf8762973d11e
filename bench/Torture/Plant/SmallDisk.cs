using EventEdge.Tests.Support;

namespace EventEdge.Torture.Plant;

/// <summary>
/// A directory on a file system of its own, a tmpfs or a real one, that can be filled to the last byte; an ordinary directory where
/// mounting is not permitted.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const string Size = "512m";
    private static readonly TimeSpan MountLimit = TimeSpan.FromSeconds(10);

    private SmallDisk(string path, bool mounted, RealDisk? real = null)
    {
        Path = path;
        IsMounted = mounted;
        Real = real;
    }

    public string Path { get; }

    /// <summary>Whether it can be filled without harm to anybody else.</summary>
    public bool IsMounted { get; }

    /// <summary>What it is made of if it can lose its power; else it is a tmpfs.</summary>
    public RealDisk? Real { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    public static async Task<SmallDisk> MountAsync(string path)
    {
        Directory.CreateDirectory(path);
        await using var mount = ProcessHost.Start("mount", ["-t", "tmpfs", "-o", $"size={Size}", "tmpfs", path]);
        return new SmallDisk(path, await mount.WaitForExitAsync(MountLimit) == 0);
    }

    /// <summary>One that can lose its power; where that is not permitted, the other kind.</summary>
    public static async Task<SmallDisk> MountRealAsync(string path) =>
        await RealDisk.MountAsync(path) is { } real ? new SmallDisk(path, mounted: true, real) : await MountAsync(path);

    /// <summary>Room left.</summary>
    public long FreeBytes => new DriveInfo(Path).AvailableFreeSpace;

    /// <summary>Makes the file system read-only, which the kernel permits while nobody writes on it, or writable again.</summary>
    public async Task<bool> RemountAsync(bool readOnly)
    {
        await using var mount = ProcessHost.Start("mount", ["-o", $"remount,{(readOnly ? "ro" : "rw")}", Path]);
        return await mount.WaitForExitAsync(MountLimit) == 0;
    }

    /// <summary>Takes all room there is.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[1 << 20];
        for (var size = block.Length; size > 0;)
        {
            try
            {
                file.Write(block, 0, size);
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    /// <summary>Gives it back.</summary>
    public void Release() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        if (Real is not null) await Real.DisposeAsync();
        if (!IsMounted || Real is not null) return;
        await using var unmount = ProcessHost.Start("umount", ["-l", Path]);
        await unmount.WaitForExitAsync(MountLimit);
    }
}
