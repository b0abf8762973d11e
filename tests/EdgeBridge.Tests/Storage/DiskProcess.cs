using EventEdge.EdgeBridge.Storage.Files;

namespace EventEdge.EdgeBridge.Tests.Storage;

/// <summary>The disk as one process sees it: nothing any more, once that process has died.</summary>
internal sealed class DiskProcess(SimulatedDisk disk, int life) : ILogFiles
{
    public void CreateDirectory(string directory) => Run(() => disk.CreateDirectory(directory));

    public IReadOnlyList<string> List(string directory) => Run(() => disk.List(directory));

    public bool Exists(string path) => disk.Exists(path);

    public ILogFile Create(string path, long length) => Run(() => disk.Create(path, length));

    public ILogFile Open(string path, bool writable) => Run(() => disk.Open(path, writable));

    public void Rename(string path, string newPath) => Run(() => disk.Rename(path, newPath));

    public void Unlink(string path) => Run(() => disk.Unlink(path));

    public void SyncDirectory(string directory) => Run(() => disk.SyncDirectory(directory));

    public IDisposable Lock(string path) => Run(() => disk.Lock(path));

    private void Run(Action action) => Run(() =>
    {
        action();
        return 0;
    });

    private T Run<T>(Func<T> action) => disk.Run(life, action);
}
