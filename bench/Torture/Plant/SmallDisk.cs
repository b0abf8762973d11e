using EventEdge.Tests.Support;

namespace EventEdge.Torture.Plant;

/// <summary>A directory on a tmpfs of its own that can be filled to the last byte; an ordinary directory where mounting is not permitted.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const string Size = "512m";
    private static readonly TimeSpan MountLimit = TimeSpan.FromSeconds(10);

    private SmallDisk(string path, bool mounted)
    {
        Path = path;
        IsMounted = mounted;
    }

    public string Path { get; }

    /// <summary>Whether it can be filled without harm to anybody else.</summary>
    public bool IsMounted { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    public static async Task<SmallDisk> MountAsync(string path)
    {
        Directory.CreateDirectory(path);
        await using var mount = ProcessHost.Start("mount", ["-t", "tmpfs", "-o", $"size={Size}", "tmpfs", path]);
        return new SmallDisk(path, await mount.WaitForExitAsync(MountLimit) == 0);
    }

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
        if (!IsMounted) return;
        await using var unmount = ProcessHost.Start("umount", ["-l", Path]);
        await unmount.WaitForExitAsync(MountLimit);
    }
}
