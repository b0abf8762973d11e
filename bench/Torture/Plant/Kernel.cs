using System.ComponentModel;
using System.Runtime.InteropServices;

namespace EventEdge.Torture.Plant;

/// <summary>What a file system can be told by root alone.</summary>
internal static class Kernel
{
    private const int ReadOnly = 0;
    private const int ReadWrite = 2;
    private const nuint Shutdown = 0x8004587D; // _IOR('X', 125, __u32)
    private const uint WithoutFlush = 2;
    private const uint WriteAndWait = 7;

    /// <summary>Ends a file system as it is: nothing that it holds in memory is written any more, and every call for it fails.</summary>
    public static void EndFileSystem(string path)
    {
        var how = WithoutFlush;
        With(path, ReadOnly, file => Ioctl(file, Shutdown, ref how));
    }

    /// <summary>Writes a page of a file to its disk, without telling the disk or the file system that it is to last.</summary>
    public static void WritePages(string path, IEnumerable<long> pages, int pageBytes) => With(path, ReadWrite, file =>
    {
        foreach (var page in pages)
        {
            if (SyncFileRange(file, page * pageBytes, pageBytes, WriteAndWait) is not 0 and var failed) return failed;
        }

        return 0;
    });

    private static void With(string path, int how, Func<int, int> use)
    {
        var file = Open(path, how);
        if (file < 0) throw new Win32Exception(Marshal.GetLastPInvokeError(), path);
        try
        {
            if (use(file) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError(), path);
        }
        finally
        {
            _ = Close(file);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(string path, int flags);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int Ioctl(int file, nuint request, ref uint argument);

    [DllImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static extern int SyncFileRange(int file, long offset, long bytes, uint flags);
}
