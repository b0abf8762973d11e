namespace EventEdge.Hosting.Process;

/// <summary>
/// A node's data directory: made when missing, tried for writing before anything starts, and locked so that two nodes never share it.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <exception cref="NodeStartException">It cannot be made or written, or another node holds it.</exception>
    public static DataDirectory Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Make(full);
            return new(full, File.Open(LockFile(full), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException)
        {
            throw new NodeStartException($"the data directory {full} cannot be written: permission denied; "
                + "give the user of this process the right to, or another directory (--data)");
        }
        catch (IOException failed)
        {
            throw new NodeStartException(File.Exists(LockFile(full))
                ? $"the data directory {full} is in use by another node; give this one a directory of its own (--data), or stop the other"
                : Reason(full, failed));
        }
    }

    /// <summary>Holds a directory that cannot be written.</summary>
    /// <exception cref="NodeStartException">Another node holds it.</exception>
    public static DataDirectory OpenToRead(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            return new(full, File.Open(LockFile(full), FileMode.Open, FileAccess.Read, FileShare.None));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"the data directory {full} is in use by another node");
        }
    }

    private static string Reason(string directory, IOException failed) => true switch
    {
        _ when File.Exists(directory) => $"the data directory {directory} is a file: name a directory (--data)",
        _ when Directory.Exists(directory) => $"the data directory {directory} cannot be written "
            + $"({failed.Message.ReplaceLineEndings(" ")}): make room or mend its disk, or name another (--data)",
        _ => $"the data directory {directory} cannot be made there: name one on a disk that can be written (--data)",
    };

    /// <summary>Holds a directory that is there; null while a node runs in it.</summary>
    /// <exception cref="NodeStartException">It cannot be written.</exception>
    public static DataDirectory? TryHold(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            return new(full, File.Open(LockFile(full), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException)
        {
            throw new NodeStartException($"the data directory {full} cannot be written: permission denied");
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _lock.Dispose();

    // What a node keeps is nobody else's: messages, results, users. A directory that is there keeps the permissions somebody gave it.
    private static void Make(string directory)
    {
        if (OperatingSystem.IsWindows() || Directory.Exists(directory)) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string LockFile(string directory) => System.IO.Path.Combine(directory, "node.lock");
}
