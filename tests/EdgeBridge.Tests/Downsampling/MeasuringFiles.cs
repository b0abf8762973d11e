using EventEdge.EdgeBridge.Storage.Files;

namespace EventEdge.EdgeBridge.Tests.Downsampling;

/// <summary>Files whose lengths are added up at every change.</summary>
internal sealed class MeasuringFiles(ILogFiles inner) : ILogFiles
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Size> _names = [];

    /// <summary>Most bytes all files have had together.</summary>
    public long Most { get; private set; }

    public void CreateDirectory(string directory) => inner.CreateDirectory(directory);

    public IReadOnlyList<string> List(string directory) => inner.List(directory);

    public bool Exists(string path) => inner.Exists(path);

    public ILogFile Create(string path, long length)
    {
        var size = new Size { Bytes = length };
        Change(names => names[path] = size);
        return new MeasuredFile(this, size, inner.Create(path, length));
    }

    public ILogFile Open(string path, bool writable)
    {
        lock (_gate) return new MeasuredFile(this, _names[path], inner.Open(path, writable));
    }

    public void Rename(string path, string newPath)
    {
        inner.Rename(path, newPath);
        Change(names =>
        {
            names.Remove(path, out var size);
            names[newPath] = size!;
        });
    }

    public void Unlink(string path)
    {
        inner.Unlink(path);
        Change(names => names.Remove(path));
    }

    public void SyncDirectory(string directory) => inner.SyncDirectory(directory);

    public IDisposable Lock(string path) => inner.Lock(path);

    private void Change(Action<Dictionary<string, Size>> change)
    {
        lock (_gate)
        {
            change(_names);
            Most = Math.Max(Most, _names.Values.Sum(size => size.Bytes));
        }
    }

    private sealed class Size
    {
        public long Bytes { get; set; }
    }

    private sealed class MeasuredFile(MeasuringFiles files, Size size, ILogFile file) : ILogFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> target, long offset) => file.Read(target, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            file.Write(bytes, offset);
            var end = offset + bytes.Length;
            files.Change(_ => size.Bytes = Math.Max(end, size.Bytes));
        }

        public void Sync() => file.Sync();

        public void Dispose() => file.Dispose();
    }
}
