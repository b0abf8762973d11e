using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EventEdge.Contracts.Durability;

/// <summary>
/// Makes bytes and names durable, and fails where the system did not: the one place every promise about the disk rests on. The framework's
/// own calls (<c>RandomAccess.FlushToDisk</c>, <c>FileStream.Flush(true)</c>) take a failed <c>fsync</c> for a success on Linux, so they
/// are banned elsewhere. After a failure nothing is known about what was written since the last success: the file is not to be written or
/// synced again.
/// </summary>
internal static partial class DurableFile
{
    private const int Interrupted = 4;

    private static readonly nint FileSync = Find("fsync");

    /// <summary>Makes everything written to a file durable.</summary>
    /// <param name="file">The file, open for writing.</param>
    /// <param name="path">Its name, for the error alone.</param>
    /// <exception cref="IOException">The system did not say that it is.</exception>
    public static void Sync(SafeFileHandle file, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            if (!FlushFileBuffers(file)) throw Failure("sync", path, Marshal.GetLastPInvokeError());
            return;
        }

        var held = false;
        try
        {
            file.DangerousAddRef(ref held);
            Sync((int)file.DangerousGetHandle(), path);
        }
        finally
        {
            if (held) file.DangerousRelease();
        }
    }

    /// <summary>Makes the names in a directory durable. Does nothing on Windows, where NTFS journals names.</summary>
    /// <exception cref="IOException">The directory cannot be opened, or the system did not say that they are.</exception>
    public static void SyncDirectory(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = OpenDirectory(directory);
        try
        {
            Sync(descriptor, directory);
        }
        finally
        {
            _ = CloseFile(descriptor);
        }
    }

    /// <summary>Puts a whole file in the place of another, durably: after a crash there is the old one or the new one.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="content">All bytes.</param>
    /// <param name="mode">Who may read and write it; null for the system's default.</param>
    /// <exception cref="IOException">The disk refused; which of the two is there is not known after a power cut.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null) => Replace(path, content, mode, null);

    private static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode? mode, FileOwner? owner)
    {
        var draft = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            Write(draft, content, mode);
            owner?.Give(draft);
            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            TryDelete(draft);
            throw;
        }

        SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>
    /// The same for a file that an operator has put there: a link stays one, and who may read the file afterwards may read it before and
    /// the other way round.
    /// </summary>
    /// <param name="path">Its name.</param>
    /// <param name="content">All bytes.</param>
    /// <param name="mode">Who may read and write it, given whom it was open to; null for a file that was not there.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void ReplaceInPlace(string path, ReadOnlySpan<byte> content, Func<UnixFileMode?, UnixFileMode?> mode)
    {
        var isLink = new FileInfo(path).LinkTarget is not null;
        var target = isLink ? File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName : Path.GetFullPath(path);
        var former = File.Exists(target) && !OperatingSystem.IsWindows() ? File.GetUnixFileMode(target) : (UnixFileMode?)null;
        Replace(target, content, mode(former), former is null ? null : FileOwner.Of(target));
    }

    private static void Write(string draft, ReadOnlySpan<byte> content, UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        using var file = new FileStream(draft, options);
        // The process's mask has taken its part at the creation.
        if (!OperatingSystem.IsWindows() && mode is { } wanted) File.SetUnixFileMode(file.SafeFileHandle, wanted);
        file.Write(content);
        Sync(file.SafeFileHandle, draft);
    }

    private static void TryDelete(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What went wrong first is what is told.
        }
    }

    private static unsafe void Sync(int descriptor, string path)
    {
        var sync = (delegate* unmanaged<int, int>)FileSync;
        while (true)
        {
            Marshal.SetLastSystemError(0);
            var result = sync(descriptor);
            var error = Marshal.GetLastSystemError();
            if (result == 0) return;
            if (error != Interrupted) throw Failure("sync", path, error);
        }
    }

    private static int OpenDirectory(string directory)
    {
        var closeOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;
        while (true)
        {
            var descriptor = OpenFile(directory, closeOnExec);
            if (descriptor >= 0) return descriptor;
            if (Marshal.GetLastPInvokeError() != Interrupted) throw Failure("open", directory, Marshal.GetLastPInvokeError());
        }
    }

    private static IOException Failure(string what, string path, int error) =>
        new($"cannot {what} {path}: {Marshal.GetPInvokeErrorMessage(error)}", error);

    // By the name the whole program sees, and not the C library's own: so a library loaded in front of that one is heard here too.
    private static nint Find(string name) =>
        OperatingSystem.IsWindows() ? 0 : NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), name);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFile(int descriptor);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FlushFileBuffers(SafeFileHandle file);
}
