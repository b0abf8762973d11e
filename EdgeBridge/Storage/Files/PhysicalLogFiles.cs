using EventEdge.Contracts.Durability;
using Microsoft.Win32.SafeHandles;

namespace EventEdge.EdgeBridge.Storage.Files;

/// <summary>The file system of this machine.</summary>
internal sealed class PhysicalLogFiles : ILogFiles
{
    /// <summary>The one instance: it has no state.</summary>
    public static readonly PhysicalLogFiles Instance = new();

    public void CreateDirectory(string directory)
    {
        if (Directory.Exists(directory)) return;
        var parent = Path.GetDirectoryName(Path.GetFullPath(directory));
        if (parent is not null) CreateDirectory(parent);
        Directory.CreateDirectory(directory);
        if (parent is not null) SyncDirectory(parent);
    }

    public IReadOnlyList<string> List(string directory) => Array.ConvertAll(Directory.GetFiles(directory), path => Path.GetFileName(path));

    public bool Exists(string path) => File.Exists(path);

    public ILogFile Create(string path, long length)
    {
        var handle = File.OpenHandle(
            path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.None,
            preallocationSize: length);
        try
        {
            // The reservation alone leaves the length at zero; a growing length would cost every sync a metadata write.
            RandomAccess.SetLength(handle, length);
            return new PhysicalLogFile(handle, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public ILogFile Open(string path, bool writable) => new PhysicalLogFile(
        File.OpenHandle(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete),
        path);

    public void Rename(string path, string newPath) => File.Move(path, newPath, overwrite: true);

    public void Unlink(string path) => File.Delete(path);

    public void SyncDirectory(string directory) => DurableFile.SyncDirectory(directory);

    public IDisposable Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException && File.Exists(path))
        {
            // A disk that is read-only lets it be locked all the same; one that is in use refuses this too.
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
        }
    }

    private sealed class PhysicalLogFile(SafeFileHandle handle, string path) : ILogFile
    {
        private bool _isLost;

        public long Length => RandomAccess.GetLength(handle);

        public int Read(Span<byte> target, long offset) => RandomAccess.Read(handle, target, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            RequireSound();
            RandomAccess.Write(handle, bytes, offset);
        }

        public void Sync()
        {
            RequireSound();
            _isLost = true;
            DurableFile.Sync(handle, path);
            _isLost = false;
        }

        public void Dispose() => handle.Dispose();

        // The system marks what it could not write as written: a second sync would say that all is well.
        private void RequireSound()
        {
            if (_isLost) throw new IOException($"{path} could not be synced before, and is not written to again");
        }
    }
}
