using System.Globalization;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage;
using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.EdgeBridge.Storage.Segments;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Downsampling.Blocks;

/// <summary>
/// The downsampled blocks of one class. A block comes into being by a rename, whole or not at all, and outranks from then on whatever else
/// holds its sequences: older blocks that begin inside it, and the log. Those are removed afterwards, or by the next start.
/// </summary>
internal sealed class DownsampledStore
{
    private const string Ending = ".block";

    private readonly string _directory;
    private readonly ILogFiles _files;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly List<DownsampledBlock> _blocks = [];
    private readonly TallyTable _settled = new();
    private readonly List<(long Sequence, BindingTally Tally)> _noted = [];
    private readonly Lock _naming = new();
    private readonly List<long> _replaced = [];
    private readonly Interruption _unsettled = new();
    private bool _isUnsettled;
    private long _bytes;

    /// <summary>Opens the blocks of a directory, which is created when missing.</summary>
    /// <exception cref="LogOpenException">Written by a newer version.</exception>
    /// <exception cref="IOException">The disk refused.</exception>
    public DownsampledStore(string directory, ILogFiles files, ILogger logger)
    {
        (_directory, _files, _logger) = (directory, files, logger);
        files.CreateDirectory(directory);
        foreach (var name in files.List(directory).Order(StringComparer.Ordinal)) Recover(name);
        files.SyncDirectory(directory);
        CountBytes();
    }

    /// <summary>The blocks, oldest first; they never overlap.</summary>
    public IReadOnlyList<DownsampledBlock> Blocks
    {
        get
        {
            lock (_gate) return [.. _blocks];
        }
    }

    /// <summary>Bytes on the disk.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The first block that ends at a sequence or behind it.</summary>
    public DownsampledBlock? Find(long sequence)
    {
        lock (_gate) return _blocks.Find(block => block.Last >= sequence);
    }

    /// <summary>The first sequence from <paramref name="sequence"/> on that no block holds.</summary>
    public long After(long sequence)
    {
        foreach (var block in Blocks)
        {
            if (block.Holds(sequence)) sequence = block.Last + 1;
        }

        return sequence;
    }

    /// <summary>Reads a block's records; null when it is damaged, and then it is set aside.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public List<OutboxRecord>? Read(DownsampledBlock block)
    {
        var bytes = ReadFile(PathOf(block.First));
        if (DownsampledCodec.ReadHead(bytes) is not null) return DownsampledCodec.ReadRecords(bytes);
        SetAside(block);
        return null;
    }

    /// <summary>
    /// Enters a block; the blocks inside it are gone. Its bytes are durable then, its name is once <see cref="TrySettle"/> says so: until
    /// then nothing that it stands for may be given back.
    /// </summary>
    /// <exception cref="IOException">The disk refused; nothing has changed.</exception>
    public void Add(byte[] bytes)
    {
        var block = DownsampledCodec.ReadHead(bytes)!;
        var path = PathOf(block.First);
        using (var file = _files.Create(path + ".new", bytes.Length))
        {
            file.Write(bytes, 0);
            file.Sync();
        }

        lock (_naming)
        {
            _files.Rename(path + ".new", path);
            _isUnsettled = true;
            _replaced.AddRange(Enter(block));
            _replaced.Remove(block.First);
        }

        TrySettle();
    }

    /// <summary>Makes the names of all blocks durable, as far as they are not; false when the disk refuses.</summary>
    public bool TrySettle()
    {
        lock (_naming)
        {
            if (!_isUnsettled) return true;
            try
            {
                _files.SyncDirectory(_directory);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                if (_unsettled.Begin()) _logger.BlockNotSettled(_directory, failure.Message);
                return false;
            }

            _isUnsettled = false;
            _unsettled.End();
            foreach (var first in _replaced) TryUnlink(first);
            _replaced.Clear();
            return true;
        }
    }

    private IEnumerable<long> Enter(DownsampledBlock block)
    {
        lock (_gate)
        {
            var inside = _blocks.FindAll(old => block.Holds(old.First));
            _blocks.RemoveAll(inside.Contains);
            _noted.RemoveAll(note => block.Holds(note.Sequence));
            _blocks.Insert(_blocks.FindIndex(old => old.First > block.Last) is >= 0 and var at ? at : _blocks.Count, block);
            CountBytes();
            return inside.Select(old => old.First);
        }
    }

    /// <summary>
    /// What became of points that are in no block any more: of the blocks and of the log's records up to a sequence, and of those that were
    /// trimmed since opening.
    /// </summary>
    public TallyTable Tallies(long through = long.MaxValue)
    {
        lock (_gate)
        {
            return new TallyTable().Add(_settled.Entries)
                .Add(_blocks.Where(block => block.Last <= through).SelectMany(block => block.Tallies))
                .Add(_noted.Where(note => note.Sequence <= through).Select(note => note.Tally));
        }
    }

    /// <summary>Enters what a record of the log, which is in no block, says of points that it does not hold.</summary>
    public void Note(long sequence, BindingTally tally)
    {
        lock (_gate) _noted.Add((sequence, tally));
    }

    /// <summary>Removes the blocks whose every record has reached the bus; their tallies stay.</summary>
    public void Trim(long acknowledged) => Remove(acknowledged, _settled);

    /// <summary>Removes the blocks that a position file knows as acknowledged, and the tallies with them: it has counted those.</summary>
    public void Forget(long acknowledged) => Remove(acknowledged, new TallyTable());

    /// <summary>Takes out of use what reaches up to a sequence or beyond it.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void SetAsideFrom(long sequence)
    {
        foreach (var block in Blocks.Where(block => block.Last >= sequence)) SetAside(block);
    }

    private void Remove(long acknowledged, TallyTable tallies)
    {
        List<DownsampledBlock> done;
        lock (_gate)
        {
            done = _blocks.FindAll(block => block.Last <= acknowledged);
            _blocks.RemoveAll(done.Contains);
            tallies.Add(done.SelectMany(block => block.Tallies))
                .Add(_noted.Where(note => note.Sequence <= acknowledged).Select(note => note.Tally));
            _noted.RemoveAll(note => note.Sequence <= acknowledged);
            CountBytes();
        }

        foreach (var block in done) TryUnlink(block.First);
    }

    private void Recover(string name)
    {
        var path = Path.Combine(_directory, name);
        if (!name.EndsWith(Ending, StringComparison.Ordinal))
        {
            if (name.EndsWith(".new", StringComparison.Ordinal)) _files.Unlink(path);
            return;
        }

        if (DownsampledCodec.ReadHead(ReadFile(path)) is not { } block) SetAside(path);
        else if (_blocks.Count > 0 && _blocks[^1].Holds(block.First)) _files.Unlink(path);
        else _blocks.Add(block);
    }

    private byte[] ReadFile(string path)
    {
        using var file = _files.Open(path, writable: false);
        return SegmentSearch.ReadRest(file, 0);
    }

    private void SetAside(DownsampledBlock block)
    {
        SetAside(PathOf(block.First));
        lock (_gate)
        {
            _blocks.Remove(block);
            CountBytes();
        }
    }

    private void CountBytes() => Volatile.Write(ref _bytes, _blocks.Sum(block => block.FileBytes));

    private void SetAside(string path)
    {
        _logger.BlockDamaged(path);
        _files.Rename(path, path + ".damaged");
    }

    private void TryUnlink(long first)
    {
        try
        {
            _files.Unlink(PathOf(first));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _logger.BlockNotRemoved(PathOf(first), failure.Message);
        }
    }

    private string PathOf(long first) => Path.Combine(_directory, first.ToString("x16", CultureInfo.InvariantCulture) + Ending);
}
