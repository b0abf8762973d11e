using System.Security.Cryptography;
using EventEdge.Tests.Support;

namespace EventEdge.Torture.Plant;

/// <summary>
/// A disk with a write cache that can lose its power, made of what the kernel has: ext4 on a loop device, whose image is a file of another
/// ext4, which lies on a medium in memory. The image's pages that were written and not flushed are the cache: they are in the other file
/// system's memory only. When that is ended without a flush, the medium holds what a real disk would: all that was flushed, and of the rest
/// what happened to be written.
/// </summary>
internal sealed class RealDisk : IAsyncDisposable
{
    public const int PageBytes = 4096;
    private const int ImageMiB = 160;
    private const int Tries = 50;
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string _path;
    private readonly string _medium;
    private readonly string _cache;
    private string _under = string.Empty;
    private string _over = string.Empty;

    private RealDisk(string path) => (_path, _medium, _cache) = (path, $"{path}.medium", $"{path}.cache");

    private string Image => Path.Combine(_cache, "image");

    /// <summary>Mounts one on a directory; null where that is not permitted.</summary>
    public static async Task<RealDisk?> MountAsync(string path)
    {
        var disk = new RealDisk(path);
        if (await disk.TryMakeAsync()) return disk;
        await disk.DisposeAsync();
        return null;
    }

    /// <summary>
    /// The power goes: returns how many files are not as they were read last, and pages of the disk, because what was written is lost.
    /// </summary>
    /// <param name="survives">Asked for each page of the cache.</param>
    /// <param name="afterwards">Ends those who still have files on the disk, once it has died.</param>
    public async Task<int> CutAsync(Func<bool> survives, Func<Task> afterwards)
    {
        Kernel.WritePages(
            Image, Enumerable.Range(0, ImageMiB * (1024 * 1024 / PageBytes)).Where(_ => survives()).Select(page => (long)page), PageBytes);
        var names = Names();
        var written = await File.ReadAllBytesAsync(Image);
        Kernel.EndFileSystem(_cache);
        await afterwards();
        var before = await FilesAsync(names);
        await RunUntilDoneAsync("umount", _path);
        await RunUntilDoneAsync("losetup", "-d", _over);
        await RunUntilDoneAsync("umount", _cache);
        await MountCacheAsync();
        var kept = await File.ReadAllBytesAsync(Image);
        await MountDiskAsync();
        var after = await FilesAsync(Names());
        return before.Count(file => after.GetValueOrDefault(file.Key) != file.Value) + Differing(written, kept);
    }

    public async ValueTask DisposeAsync()
    {
        await TryAsync("umount", "-l", _path);
        if (_over.Length > 0) await TryAsync("losetup", "-d", _over);
        await TryAsync("umount", "-l", _cache);
        if (_under.Length > 0) await TryAsync("losetup", "-d", _under);
        await TryAsync("umount", "-l", _medium);
    }

    private async Task<bool> TryMakeAsync()
    {
        foreach (var directory in new[] { _path, _medium, _cache }) Directory.CreateDirectory(directory);
        var file = Path.Combine(_medium, "disk");
        if (!await TryAsync("mount", "-t", "tmpfs", "-o", $"size={2 * ImageMiB}m", "tmpfs", _medium)) return false;
        await using (var disk = File.Create(file)) disk.SetLength((ImageMiB + 48L) << 20);
        if (!await TryAsync("mkfs.ext4", "-q", "-F", file)) return false;
        _under = await OutputAsync("losetup", "-f", "--show", file);
        if (_under.Length == 0 || !await TryAsync("mount", _under, _cache)) return false;
        // Written in full, so that a page of it has its place on the medium before anything is lost.
        if (!await TryAsync("dd", "if=/dev/zero", $"of={Image}", "bs=1M", $"count={ImageMiB}", "conv=fsync", "status=none")) return false;
        if (!await TryAsync("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", Image)
            || !await TryAsync("sync", Image)) return false;
        _over = await OutputAsync("losetup", "-f", "--show", Image);
        return _over.Length > 0 && await TryAsync("mount", _over, _path);
    }

    private static int Differing(byte[] some, byte[] others) => Enumerable.Range(0, some.Length / PageBytes)
        .Count(page => !some.AsSpan(page * PageBytes, PageBytes).SequenceEqual(others.AsSpan(page * PageBytes, PageBytes)));

    private string[] Names() =>
        Directory.GetFiles(_path, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true });

    // By name: what is in it. Of a disk that has died, memory still has what was written last.
    private static async Task<Dictionary<string, string>> FilesAsync(string[] names)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in names)
        {
            try
            {
                await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                files[file] = Convert.ToHexString(await SHA256.HashDataAsync(content));
            }
            catch (IOException)
            {
                files[file] = "unreadable";
            }
        }

        return files;
    }

    private Task MountCacheAsync() => RunUntilDoneAsync("mount", _under, _cache);

    private async Task MountDiskAsync()
    {
        _over = await OutputAsync("losetup", "-f", "--show", Image);
        await RunUntilDoneAsync("mount", _over, _path);
    }

    // Who was just killed may still be closing its files.
    private static async Task RunUntilDoneAsync(string program, params string[] arguments)
    {
        for (var left = Tries; ; left--)
        {
            await using var process = ProcessHost.Start(program, arguments);
            if (await process.WaitForExitAsync(CommandLimit) == 0) return;
            if (left == 0) throw new IOException($"{program} {string.Join(' ', arguments)}: {process.Errors}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private static async Task<bool> TryAsync(string program, params string[] arguments)
    {
        if (!ProcessHost.Exists(program)) return false;
        await using var process = ProcessHost.Start(program, arguments);
        return await process.WaitForExitAsync(CommandLimit) == 0;
    }

    private static async Task<string> OutputAsync(string program, params string[] arguments)
    {
        await using var process = ProcessHost.Start(program, arguments);
        return await process.WaitForExitAsync(CommandLimit) == 0 ? process.Output.Trim() : string.Empty;
    }
}
