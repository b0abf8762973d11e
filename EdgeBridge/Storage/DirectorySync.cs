using System.Runtime.InteropServices;

namespace EventEdge.EdgeBridge.Storage;

/// <summary>
/// Syncs a directory, which .NET has no call for: opens it and calls <c>fsync</c>. Does nothing on Windows, where NTFS journals names.
/// </summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;
    private const int Interrupted = 4;

    /// <summary>Makes the names in a directory durable.</summary>
    /// <exception cref="IOException">The directory cannot be opened or synced.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = OpenDirectory(directory);
        try
        {
            while (FileSync(descriptor) != 0)
            {
                if (Marshal.GetLastPInvokeError() != Interrupted) throw Failure("sync", directory);
            }
        }
        finally
        {
            _ = CloseFile(descriptor);
        }
    }

    private static int OpenDirectory(string directory)
    {
        var closeOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;
        while (true)
        {
            var descriptor = OpenFile(directory, ReadOnly | closeOnExec);
            if (descriptor >= 0) return descriptor;
            if (Marshal.GetLastPInvokeError() != Interrupted) throw Failure("open", directory);
        }
    }

    private static IOException Failure(string what, string directory) =>
        new($"cannot {what} directory {directory}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FileSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFile(int descriptor);
}
