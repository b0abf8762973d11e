using EventEdge.EdgeBridge.Storage.Files;

namespace EventEdge.EdgeBridge.Tests.Storage;

internal enum DiskOperation { CreateDirectory, List, Create, Open, Read, Write, Sync, Rename, Unlink, SyncDirectory }

/// <summary>
/// A disk in memory that knows what is durable and what only seems to be. It can fail any operation, hold back syncs, and lose power: then
/// any combination of the sectors never synced, and any suffix of the name changes never synced, is gone.
/// </summary>
internal sealed class SimulatedDisk : ILogFiles
{
    private readonly object _gate = new();
    private readonly Dictionary<string, SimulatedFile> _names = [];
    private readonly Dictionary<string, SimulatedFile> _durableNames = [];
    private readonly List<(string Directory, Action<Dictionary<string, SimulatedFile>> Apply)> _nameChanges = [];
    private readonly HashSet<string> _locks = [];
    private int _life;

    /// <summary>Throws to make an operation fail; told the operation and the file's path.</summary>
    public Action<DiskOperation, string> Before { get; set; } = (_, _) => { };

    /// <summary>While reset, no file sync returns.</summary>
    public ManualResetEventSlim SyncGate { get; } = new(initialState: true);

    public Dictionary<DiskOperation, int> Counts { get; } = [];

    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate) return [.. _names.Keys.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Fails the n-th operation (from 1) of a kind, or it and all later ones.</summary>
    public void FailNth(DiskOperation kind, int nth, bool permanent)
    {
        var seen = 0;
        IsBroken = permanent;
        Before = (operation, path) =>
        {
            if (operation != kind) return;
            seen++;
            if (seen == nth || (permanent && seen > nth)) throw new IOException($"simulated: {operation} {path}");
        };
    }

    /// <summary>Whether some operation now fails for good.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The disk for a process that lives until the next kill or power cut.</summary>
    public ILogFiles NewProcess() => new DiskProcess(this, _life);

    /// <summary>What a process does, as long as it lives.</summary>
    public T Run<T>(int life, Func<T> action)
    {
        lock (_gate) return life == _life ? action() : throw new IOException("this process is gone");
    }

    /// <summary>The process dies: handles and locks are gone, everything written stays.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _life++;
            _locks.Clear();
            IsBroken = false;
            Before = (_, _) => { };
        }
    }

    /// <summary>The power goes: <paramref name="survives"/> is asked for every sector and name change that was never synced.</summary>
    public void CutPower(Func<bool> survives)
    {
        lock (_gate)
        {
            Kill();
            foreach (var (_, apply) in _nameChanges.TakeWhile(_ => survives())) apply(_durableNames);
            _nameChanges.Clear();
            _names.Clear();
            foreach (var (path, node) in _durableNames)
            {
                node.LosePower(survives);
                _names[path] = node;
            }
        }
    }

    /// <summary>Changes a file behind the log's back, durably.</summary>
    public void Tamper(string path, Func<byte[], byte[]> change)
    {
        lock (_gate) _names[path].Replace(change(_names[path].Current));
    }

    public byte[] Content(string path)
    {
        lock (_gate) return [.. _names[path].Current];
    }

    /// <summary>An independent disk with the same files, all durable.</summary>
    public SimulatedDisk Copy()
    {
        var copy = new SimulatedDisk();
        lock (_gate)
        {
            foreach (var (path, node) in _names)
            {
                var clone = new SimulatedFile();
                clone.Replace([.. node.Current]);
                copy._names[path] = copy._durableNames[path] = clone;
            }
        }

        return copy;
    }

    public void CreateDirectory(string directory) => Run(DiskOperation.CreateDirectory, directory, () => 0);

    public IReadOnlyList<string> List(string directory) => Run(DiskOperation.List, directory, () =>
        (IReadOnlyList<string>)[
            .. _names.Keys.Where(path => Path.GetDirectoryName(path) == directory).Select(path => Path.GetFileName(path))]);

    public bool Exists(string path)
    {
        lock (_gate) return _names.ContainsKey(path);
    }

    public ILogFile Create(string path, long length) => Run(DiskOperation.Create, path, () =>
    {
        var node = new SimulatedFile { Current = new byte[length] };
        ChangeNames(path, names => names[path] = node);
        return new Handle(this, node, path, _life);
    });

    public ILogFile Open(string path, bool writable) => Run(DiskOperation.Open, path, () =>
        _names.TryGetValue(path, out var node) ? new Handle(this, node, path, _life) : throw new FileNotFoundException(path));

    public void Rename(string path, string newPath) => Run(DiskOperation.Rename, path, () =>
    {
        if (!_names.ContainsKey(path)) throw new FileNotFoundException(path);
        ChangeNames(path, names =>
        {
            if (names.Remove(path, out var node)) names[newPath] = node;
        });
        return 0;
    });

    public void Unlink(string path) => Run(DiskOperation.Unlink, path, () =>
    {
        ChangeNames(path, names => names.Remove(path));
        return 0;
    });

    public void SyncDirectory(string directory) => Run(DiskOperation.SyncDirectory, directory, () =>
    {
        foreach (var (_, apply) in _nameChanges.Where(change => change.Directory == directory)) apply(_durableNames);
        return _nameChanges.RemoveAll(change => change.Directory == directory);
    });

    public IDisposable Lock(string path)
    {
        lock (_gate) return _locks.Add(path) ? new Unlock(this, path, _life) : throw new IOException($"{path} is locked");
    }

    private void ChangeNames(string path, Action<Dictionary<string, SimulatedFile>> change)
    {
        change(_names);
        _nameChanges.Add((Path.GetDirectoryName(path)!, change));
    }

    private T Run<T>(DiskOperation operation, string path, Func<T> action)
    {
        lock (_gate)
        {
            Counts[operation] = Counts.GetValueOrDefault(operation) + 1;
            Before(operation, path);
            return action();
        }
    }

    private sealed class Handle(SimulatedDisk disk, SimulatedFile node, string path, int life) : ILogFile
    {
        public long Length => node.Current.Length;

        public int Read(Span<byte> target, long offset)
        {
            lock (disk._gate)
            {
                disk.Run(DiskOperation.Read, path, () => 0);
                var rest = offset >= node.Current.Length ? [] : node.Current.AsSpan((int)offset);
                var count = Math.Min(rest.Length, target.Length);
                rest[..count].CopyTo(target);
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            lock (disk._gate)
            {
                Alive();
                disk.Run(DiskOperation.Write, path, () => 0);
                node.Write(bytes, offset);
            }
        }

        public void Sync()
        {
            Assert.True(disk.SyncGate.Wait(TimeSpan.FromSeconds(30)), "a sync was held back for ever");
            lock (disk._gate)
            {
                Alive();
                try
                {
                    disk.Run(DiskOperation.Sync, path, () => 0);
                }
                catch
                {
                    node.FailSync();
                    throw;
                }

                node.Sync();
            }
        }

        public void Dispose()
        {
        }

        private void Alive()
        {
            if (life != disk._life) throw new IOException("the process that held this file is gone");
        }
    }

    private sealed class Unlock(SimulatedDisk disk, string path, int life) : IDisposable
    {
        public void Dispose()
        {
            lock (disk._gate)
            {
                if (life == disk._life) disk._locks.Remove(path);
            }
        }
    }
}
