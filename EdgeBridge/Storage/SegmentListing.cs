using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.EdgeBridge.Storage.Segments;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Storage;

/// <summary>
/// What lies in a log's directory when it is opened. Only the last segment is read; the others are checked when someone reads them.
/// </summary>
internal sealed class SegmentListing
{
    private readonly LogOptions _options;
    private readonly ILogFiles _files;
    private readonly ILogger _logger;
    private bool _saltKnown;
    private long _capacity;

    private SegmentListing(LogOptions options, ILogFiles files, ILogger logger)
    {
        _options = options;
        _files = files;
        _logger = logger;
        // A random GUID comes from the system; RandomNumberGenerator would load OpenSSL for four bytes. The last six bytes are all random.
        Salt = BitConverter.ToUInt32(Guid.NewGuid().ToByteArray(), startIndex: 12);
    }

    /// <summary>The segments, oldest first.</summary>
    public List<Segment> Segments { get; private set; } = [];

    /// <summary>The one that can be written on; null when the next record needs a new one.</summary>
    public ActiveSegment? Active { get; private set; }

    /// <summary>The log's salt.</summary>
    public uint Salt { get; private set; }

    /// <summary>The sequence the next record gets.</summary>
    public long NextSequence { get; private set; } = 1;

    /// <summary>The last record found; 0 when there was none.</summary>
    public long LastFound { get; private set; }

    /// <summary>Damage found in the last segment.</summary>
    public IReadOnlyList<LogGap> Gaps { get; private set; } = [];

    /// <summary>
    /// The batch written last, where the disk does not take it again: of it nobody knows whether it is durable, since what a failed sync
    /// has not written looks, until the power goes, as if it were. Null when it is.
    /// </summary>
    public LogBatch? InDoubt { get; private set; }

    /// <summary>Looks, repairs the last segment, and syncs what it will build on. A disk that takes nothing can still be read.</summary>
    /// <exception cref="LogOpenException">Written by a newer version.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public static SegmentListing Read(LogOptions options, ILogFiles files, ILogger logger)
    {
        var listing = new SegmentListing(options, files, logger);
        listing.ListSegments();
        foreach (var segment in listing.Segments) listing.ReadHeader(segment);
        if (listing.Segments.Count > 0) listing.Recover(listing.Segments[^1]);
        listing.LastFound = listing.NextSequence - 1;
        if (listing.NextSequence < options.ContinueFrom) listing.SkipTo(options.ContinueFrom);
        return listing;
    }

    private void ListSegments()
    {
        var found = new SortedDictionary<long, bool>();
        foreach (var name in _files.List(_options.Directory))
        {
            if (SegmentStore.IsUnfinished(name)) TryUnlink(Path.Combine(_options.Directory, name));
            else if (Segment.TryParseName(name, out var first, out var damaged))
                found[first] = damaged && found.GetValueOrDefault(first, true);
        }

        foreach (var (first, damaged) in found)
        {
            using var file = _files.Open(Segment.PathOf(_options.Directory, first, damaged), writable: false);
            if (Segments.Count > 0) Segments[^1].EndSequence = first;
            Segments.Add(new Segment(_options.Directory, first, damaged, file.Length));
        }
    }

    private void ReadHeader(Segment segment)
    {
        using var file = _files.Open(segment.Path, writable: false);
        Span<byte> bytes = stackalloc byte[SegmentHeader.Bytes];
        var count = file.Read(bytes, 0);
        if (!SegmentHeader.TryRead(bytes[..count], out var header, out var intact))
        {
            MarkDamaged(segment);
            return;
        }

        if (header.Version > SegmentHeader.CurrentVersion) throw TooNew(segment, header.Version);
        if (!intact) MarkDamaged(segment);
        (Salt, _capacity, _saltKnown) = (header.Salt, header.Capacity, true);
    }

    private void Recover(Segment segment)
    {
        using var file = _files.Open(segment.Path, writable: false);
        var found = _saltKnown ? SegmentRecovery.Scan(file, Salt, segment.FirstSequence) : Unreadable(file, segment.FirstSequence);
        NextSequence = found.NextSequence;
        Gaps = found.Gaps;
        foreach (var gap in Gaps) _logger.Lost(_options.Directory, gap);
        if (Gaps.Count > 0) MarkDamaged(segment);
        var last = SegmentSearch.Read(file, found.LastBatch.Offset, found.EndOffset);
        if (!TrySettle(segment, found, last) && last.Length > 0 && !_options.IsReadOnly)
            InDoubt = LogBatch.Of(last, found.LastBatch.FirstSequence, NextSequence - 1);
    }

    /// <summary>
    /// Makes durable what a killed process wrote and what is about to be served as committed. The batch written last is written again: a
    /// sync of it may have failed, and the next one would say nothing of that.
    /// </summary>
    private bool TrySettle(Segment segment, in SegmentRecovery.Recovered found, ReadOnlySpan<byte> last)
    {
        ILogFile? file = null;
        try
        {
            _files.SyncDirectory(_options.Directory);
            file = _files.Open(segment.Path, writable: true);
            if (last.Length > 0) file.Write(last, found.LastBatch.Offset);
            if (found.TornBytes > 0)
            {
                SegmentRecovery.Wipe(file, found.EndOffset, found.TornBytes);
                _logger.TornTail(segment.Path, found.TornBytes, NextSequence);
            }

            file.Sync();
            if (segment.Damaged || file.Length < _capacity) file.Dispose();
            else Active = new ActiveSegment(segment, file, found.EndOffset, file.Length);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            _logger.Unsettled(segment.Path, refused.Message);
            return false;
        }
    }

    private void SkipTo(long sequence)
    {
        if (Segments.Count > 0)
        {
            var gap = new LogGap(NextSequence, sequence - 1);
            Gaps = [.. Gaps, gap];
            _logger.Lost(_options.Directory, gap);
            Active?.File.Dispose();
            Active = null;
            MarkDamaged(Segments[^1]);
        }

        NextSequence = sequence;
    }

    /// <summary>Without its salt no record can be told from noise: the numbers it may have used are not used again.</summary>
    private static SegmentRecovery.Recovered Unreadable(ILogFile file, long first)
    {
        if (SegmentSearch.IsBlank(file, SegmentHeader.Bytes))
            return new(first, SegmentHeader.Bytes, 0, [], new(first, SegmentHeader.Bytes));
        var next = first + (file.Length / RecordFormat.Overhead) + 1;
        return new(next, file.Length, 0, [new LogGap(first, next - 1)], new(next, file.Length));
    }

    private void MarkDamaged(Segment segment)
    {
        if (segment.Damaged) return;
        segment.Damaged = true;
        _logger.DamagedSegment(segment.Path);
        var path = Segment.PathOf(_options.Directory, segment.FirstSequence, damaged: true);
        try
        {
            _files.Rename(segment.Path, path);
            segment.Path = path;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            _logger.QuarantineFailed(segment.Path, refused.Message);
        }
    }

    private void TryUnlink(string path)
    {
        try
        {
            _files.Unlink(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            _logger.TrimFailed(path, refused.Message);
        }
    }

    private static LogOpenException TooNew(Segment segment, int version) => new(
        $"{segment.Path} has format {version}, and this version reads up to {SegmentHeader.CurrentVersion}: "
            + "use the newer version of the program");
}
