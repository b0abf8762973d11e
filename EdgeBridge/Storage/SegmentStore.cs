using EventEdge.Contracts.Faults;
using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.EdgeBridge.Storage.Segments;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Storage;

/// <summary>The files of one log, oldest first: which holds what, which is written to, which are damaged or no longer needed.</summary>
internal sealed class SegmentStore(LogOptions options, ILogFiles files, ILogger logger, SegmentListing listing) : IDisposable
{
    private const string UnfinishedEnding = ".new";
    private const int GapsKept = 1024;

    private readonly Lock _gate = new();
    private readonly List<Segment> _segments = listing.Segments;
    private readonly List<LogGap> _gaps = [.. listing.Gaps];
    private ActiveSegment? _active = listing.Active;
    private long _bytes = listing.Segments.Sum(segment => segment.FileBytes);

    /// <summary>Ending of a segment that is being created.</summary>
    public static string Unfinished(string path) => path + UnfinishedEnding;

    /// <summary>Whether a file is a segment whose creation was cut short.</summary>
    public static bool IsUnfinished(string name) => name.EndsWith(UnfinishedEnding, StringComparison.Ordinal);

    /// <summary>The segment that is written to; null when the next record needs a new one. The writer's alone.</summary>
    public ActiveSegment? Active => _active;

    /// <summary>Sequence of the oldest record kept; <paramref name="next"/> when there is none.</summary>
    public long FirstSequence(long next)
    {
        lock (_gate) return _segments.Count == 0 ? next : _segments[0].FirstSequence;
    }

    /// <summary>First sequence of every segment, oldest first.</summary>
    public long[] Starts
    {
        get
        {
            lock (_gate) return [.. _segments.Select(segment => segment.FirstSequence)];
        }
    }

    /// <summary>Bytes on the disk.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>What damage has taken, as far as it has been found; the newest 1024 finds.</summary>
    public IReadOnlyList<LogGap> Gaps
    {
        get
        {
            lock (_gate) return [.. _gaps];
        }
    }

    /// <summary>Creates, reserves and enters the next segment. On failure nothing has changed and it may be tried again.</summary>
    /// <exception cref="IOException">No room, or the disk refused.</exception>
    public void Roll(long firstSequence)
    {
        var path = Segment.PathOf(options.Directory, firstSequence, damaged: false);
        var header = new SegmentHeader(SegmentHeader.CurrentVersion, firstSequence, listing.Salt, options.SegmentBytes);
        var file = files.Create(Unfinished(path), options.SegmentBytes);
        try
        {
            file.Write(header.ToBytes(), 0);
            file.Sync();
            CrashPoint.Reach(CrashPoint.Rolling);
            files.Rename(Unfinished(path), path);
            files.SyncDirectory(options.Directory);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        Enter(new Segment(options.Directory, firstSequence, damaged: false, options.SegmentBytes), file);
    }

    /// <summary>
    /// Writes behind the last record and syncs. After a failure nothing is written to this file any more: the next record needs a new one.
    /// </summary>
    /// <exception cref="IOException">The disk refused, or the file is no longer in its place: what is in it would be gone with the next
    /// start.</exception>
    public void Write(ReadOnlySpan<byte> records)
    {
        try
        {
            _active!.Write(records);
            if (!files.Exists(_active.Segment.Path)) throw new IOException($"{_active.Segment.Path} was deleted or moved away");
        }
        catch
        {
            _active!.File.Dispose();
            _active = null;
            throw;
        }
    }

    /// <summary>Opens the segment that holds a sequence; null when it is older than everything kept.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public OpenSegment? OpenFor(long sequence)
    {
        lock (_gate)
        {
            var index = _segments.FindLastIndex(segment => segment.FirstSequence <= sequence);
            if (index < 0) return null;
            return new OpenSegment(_segments[index], files.Open(_segments[index].Path, writable: false), listing.Salt);
        }
    }

    /// <summary>Tells, once, that records are lost, and marks the segment they were in.</summary>
    public void Quarantine(Segment segment, LogGap gap)
    {
        lock (_gate)
        {
            if (!segment.Damaged) MarkDamaged(segment);
            if (_gaps.Contains(gap)) return;
            if (_gaps.Count == GapsKept) _gaps.RemoveAt(0);
            _gaps.Add(gap);
        }

        logger.Lost(options.Directory, gap);
    }

    /// <summary>Removes segments that hold only records older than a sequence; never the last one.</summary>
    public void Trim(long keepFromSequence)
    {
        lock (_gate)
        {
            var removed = 0;
            while (removed + 1 < _segments.Count && _segments[removed + 1].FirstSequence <= keepFromSequence
                && TryUnlink(_segments[removed]))
            {
                removed++;
            }

            if (removed > 0) CrashPoint.Reach(CrashPoint.Trimming);
            Forget(0, removed);
            if (removed > 0) TrySyncDirectory();
        }
    }

    public void Dispose() => _active?.File.Dispose();

    private void Enter(Segment segment, ILogFile file)
    {
        lock (_gate)
        {
            Interlocked.Add(ref _bytes, segment.FileBytes);
            if (_segments.Count > 0 && _segments[^1].FirstSequence == segment.FirstSequence) Forget(_segments.Count - 1, 1);
            if (_segments.Count > 0) _segments[^1].EndSequence = segment.FirstSequence;
            _segments.Add(segment);
        }

        _active?.File.Dispose();
        _active = new ActiveSegment(segment, file, SegmentHeader.Bytes, options.SegmentBytes);
    }

    private void Forget(int index, int count)
    {
        Interlocked.Add(ref _bytes, -_segments.GetRange(index, count).Sum(segment => segment.FileBytes));
        _segments.RemoveRange(index, count);
    }

    private void MarkDamaged(Segment segment)
    {
        segment.Damaged = true;
        logger.DamagedSegment(segment.Path);
        if (segment == _active?.Segment) return; // renamed when the log is opened next
        try
        {
            var path = Segment.PathOf(options.Directory, segment.FirstSequence, damaged: true);
            files.Rename(segment.Path, path);
            segment.Path = path;
            files.SyncDirectory(options.Directory);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            logger.QuarantineFailed(segment.Path, failure.Message);
        }
    }

    private bool TryUnlink(Segment segment)
    {
        try
        {
            files.Unlink(segment.Path);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            logger.TrimFailed(segment.Path, failure.Message);
            return false;
        }
    }

    private void TrySyncDirectory()
    {
        try
        {
            files.SyncDirectory(options.Directory);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            logger.TrimFailed(options.Directory, failure.Message);
        }
    }
}

/// <summary>The segment that is written to.</summary>
internal sealed class ActiveSegment(Segment segment, ILogFile file, long offset, long capacity)
{
    /// <summary>Which one.</summary>
    public Segment Segment { get; } = segment;

    /// <summary>Its file.</summary>
    public ILogFile File { get; } = file;

    /// <summary>Bytes that still fit.</summary>
    public long Capacity => capacity - offset;

    /// <summary>Writes behind the last record and syncs.</summary>
    public void Write(ReadOnlySpan<byte> records)
    {
        File.Write(records, offset);
        File.Sync();
        offset += records.Length;
    }
}

/// <summary>A segment opened for reading.</summary>
/// <param name="Segment">Which one.</param>
/// <param name="File">Its file; the taker closes it.</param>
/// <param name="Salt">Seed of its checksums.</param>
internal sealed record OpenSegment(Segment Segment, ILogFile File, uint Salt);
