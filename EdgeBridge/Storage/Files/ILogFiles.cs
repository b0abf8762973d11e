namespace EventEdge.EdgeBridge.Storage.Files;

/// <summary>
/// The few file operations a log stands on; a test puts a failing disk behind it. Every failure is an <see cref="IOException"/> or an
/// <see cref="UnauthorizedAccessException"/>, and leaves the operation undone or half done: the log assumes the worst of the two.
/// </summary>
internal interface ILogFiles
{
    /// <summary>Creates the directory, and its parents where they are missing, durably.</summary>
    void CreateDirectory(string directory);

    /// <summary>Names (without directory) of the files in a directory, in no order.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>Whether a file is there under this name.</summary>
    bool Exists(string path);

    /// <summary>Creates a file, or empties an old one, with <paramref name="length"/> zero bytes really reserved on the disk.</summary>
    ILogFile Create(string path, long length);

    /// <summary>Opens a file that exists.</summary>
    ILogFile Open(string path, bool writable);

    /// <summary>Gives a file another name, in place of the file that had it.</summary>
    void Rename(string path, string newPath);

    /// <summary>Removes a file's name; open files stay readable.</summary>
    void Unlink(string path);

    /// <summary>Makes creations, renames and removals in a directory durable.</summary>
    void SyncDirectory(string directory);

    /// <summary>
    /// Takes a lock that no other process (nor another caller in this one) gets until it is disposed or the process ends.
    /// </summary>
    IDisposable Lock(string path);
}

/// <summary>An open file.</summary>
internal interface ILogFile : IDisposable
{
    /// <summary>Length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads as many bytes as there are, at most the span's length; 0 at the end.</summary>
    int Read(Span<byte> target, long offset);

    /// <summary>Writes all bytes. Not durable before <see cref="Sync"/>.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Makes everything written durable. After a failure nothing is known about what was written since the last success.</summary>
    void Sync();
}
