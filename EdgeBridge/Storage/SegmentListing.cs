using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Storage;

/// <summary>What lies in a log's directory when it is opened. Only the last segment is read; the others are checked when someone reads them.</summary>
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

    /// <summary>Looks, repairs the last segment, and syncs what it will build on.</summary>
    /// <exception cref="LogOpenException">Written by a newer version.</exception>
    /// <exception cref="IOException">The disk refused.</exception>
    public static SegmentListing Read(LogOptions options, ILogFiles files, ILogger logger)
    {
        var listing = new SegmentListing(options, files, logger);
        listing.ListSegments();
        foreach (var segment in listing.Segments) listing.ReadHeader(segment);
        if (listing.Segments.Count > 0) listing.Recover(listing.Segments[^1]);
        listing.LastFound = listing.NextSequence - 1;
        if (listing.NextSequence < options.ContinueFrom) listing.SkipTo(options.ContinueFrom);
        files.SyncDirectory(options.Directory);
        return listing;
    }

    private void ListSegments()
    {
        var found = new SortedDictionary<long, bool>();
        foreach (var name in _files.List(_options.Directory))
        {
            if (SegmentStore.IsUnfinished(name)) _files.Unlink(Path.Combine(_options.Directory, name));
            else if (Segment.TryParseName(name, out var first, out var damaged)) found[first] = damaged && found.GetValueOrDefault(first, true);
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
        var file = _files.Open(segment.Path, writable: true);
        try
        {
            var recovered = _saltKnown ? SegmentRecovery.Scan(file, Salt, segment.FirstSequence) : Unreadable(file, segment.FirstSequence);
            NextSequence = recovered.NextSequence;
            Gaps = recovered.Gaps;
            foreach (var gap in Gaps) _logger.Lost(_options.Directory, gap);
            if (Gaps.Count > 0) MarkDamaged(segment);
            if (recovered.TornBytes > 0)
            {
                SegmentRecovery.Wipe(file, recovered.EndOffset, recovered.TornBytes);
                _logger.TornTail(segment.Path, recovered.TornBytes, NextSequence);
            }

            file.Sync(); // what a killed process wrote and never synced is about to be served as committed
            if (segment.Damaged || file.Length < _capacity) file.Dispose();
            else Active = new ActiveSegment(segment, file, recovered.EndOffset, file.Length);
        }
        catch
        {
            file.Dispose();
            throw;
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
        if (SegmentSearch.IsBlank(file, SegmentHeader.Bytes)) return new(first, SegmentHeader.Bytes, 0, []);
        var next = first + (file.Length / RecordFormat.Overhead) + 1;
        return new(next, file.Length, 0, [new LogGap(first, next - 1)]);
    }

    private void MarkDamaged(Segment segment)
    {
        if (segment.Damaged) return;
        var path = Segment.PathOf(_options.Directory, segment.FirstSequence, damaged: true);
        _files.Rename(segment.Path, path);
        segment.Path = path;
        segment.Damaged = true;
        _logger.DamagedSegment(path);
    }

    private static LogOpenException TooNew(Segment segment, int version) => new(
        $"{segment.Path} has format {version}, and this version reads up to {SegmentHeader.CurrentVersion}: use the newer version of the program");
}
