using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.EdgeBridge.Storage.Segments;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Storage;

/// <summary>
/// An append-only log in segment files. Any thread appends, one thread writes, any number of readers follow; a record is shown to readers
/// and to those who wait for it only once it is synced. Life: Open, any use, DisposeAsync (commits what waits).
/// </summary>
internal sealed class SegmentedLog : IAsyncDisposable
{
    private readonly LogOptions _options;
    private readonly IDisposable _lock;
    private readonly SegmentStore _segments;
    private readonly LogTail _tail;
    private readonly CommitQueue _queue;
    private readonly LogWriter _writer;
    private int _disposed;

    private SegmentedLog(LogOptions options, ILogFiles files, ILogger logger, SegmentListing listing, IDisposable exclusive)
    {
        _options = options;
        _lock = exclusive;
        LastFound = listing.LastFound;
        InDoubt = listing.InDoubt?.ToRecords() ?? [];
        _segments = new SegmentStore(options, files, logger, listing);
        _tail = new LogTail(options.TailBytesLimit);
        _queue = new CommitQueue(options, _tail, listing.Salt, listing.NextSequence, listing.InDoubt);
        _writer = new LogWriter(options, _queue, _segments, logger);
    }

    /// <summary>The newest record that is durable; 0 when there is none.</summary>
    public long CommittedSequence => _queue.CommittedSequence;

    /// <summary>The oldest record kept; the next to be committed when there is none.</summary>
    public long FirstSequence => _segments.FirstSequence(_queue.CommittedSequence + 1);

    /// <summary>First sequence of every segment, oldest first; the last one is being written.</summary>
    public IReadOnlyList<long> SegmentStarts => _segments.Starts;

    /// <summary>The sequence the next record gets.</summary>
    public long NextSequence => _queue.NextSequence;

    /// <summary>The last record found on the disk when the log was opened; 0 when there was none.</summary>
    public long LastFound { get; }

    /// <summary>
    /// The last of these, where opening could not make them durable. No reader shows them yet, but whoever asks at a start what an earlier
    /// run has taken must not overlook them: they are written again before anything else.
    /// </summary>
    public IReadOnlyList<LogRecord> InDoubt { get; }

    /// <summary>Bytes of disk taken, reserved ones included.</summary>
    public long Bytes => _segments.Bytes;

    /// <summary>Bytes of a segment: what the log may grow by at once.</summary>
    public long SegmentBytes => _options.SegmentBytes;

    /// <summary>Most bytes of one record's payload.</summary>
    public int RecordBytesLimit => _options.SegmentBytes - SegmentHeader.Bytes - RecordFormat.Overhead;

    /// <summary>
    /// True once the log is broken: nothing more is taken until it is opened again. A disk that refuses does not break it.
    /// </summary>
    public bool HasFailed => _queue.Failure is not null;

    /// <summary>True while the disk is full or refuses; ends by itself.</summary>
    public bool IsStalled => _queue.Stall is not null;

    /// <summary>Why the log takes nothing, for good or for now; null while it does.</summary>
    public string? Failure => _queue.Failure?.Message ?? _queue.Stall;

    /// <inheritdoc cref="CommitQueue.Hang"/>
    public string? Hang => _queue.Hang;

    /// <summary>Records lost to damage, as far as found since opening.</summary>
    public IReadOnlyList<LogGap> Gaps => _segments.Gaps;

    /// <summary>Opens a log, or creates it. Reads the last segment only.</summary>
    /// <exception cref="LogOpenException">In use by another process, written by a newer version, or not accessible.</exception>
    public static SegmentedLog Open(LogOptions options, ILogFiles files, ILogger logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SegmentBytes, SegmentHeader.Bytes + RecordFormat.Overhead);
        var exclusive = LockDirectory(options.Directory, files);
        try
        {
            return new SegmentedLog(options, files, logger, SegmentListing.Read(options, files, logger), exclusive);
        }
        catch (Exception failure)
        {
            exclusive.Dispose();
            if (failure is LogOpenException or not (IOException or UnauthorizedAccessException)) throw;
            throw new LogOpenException($"cannot open log {options.Directory}: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// Appends a record and returns its sequence; durable once <see cref="CommittedAsync"/> says so. Waits while too much is pending.
    /// </summary>
    /// <param name="type">What it is, 1 to 127.</param>
    /// <param name="payload">Its bytes; copied.</param>
    /// <exception cref="ArgumentException">The record is larger than a segment.</exception>
    /// <exception cref="LogFailedException">The log is broken.</exception>
    /// <exception cref="LogStalledException">The disk is full or refuses.</exception>
    /// <exception cref="TimeoutException">The disk has not kept up for <see cref="LogOptions.AppendTimeLimit"/>.</exception>
    public long Append(byte type, ReadOnlySpan<byte> payload) => Append(type, payload, default);

    /// <summary>Appends a record whose payload is two spans in a row.</summary>
    /// <inheritdoc cref="Append(byte, ReadOnlySpan{byte})"/>
    public long Append(byte type, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        ArgumentOutOfRangeException.ThrowIfZero(type);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(type, (byte)127);
        var bytes = (long)head.Length + body.Length;
        if (bytes > RecordBytesLimit)
            throw new ArgumentException($"a record of {bytes} bytes does not fit into a segment, which takes {RecordBytesLimit}");
        return _queue.Append(type, head, body);
    }

    /// <summary>Completes when the record, and every one before it, is durable.</summary>
    /// <exception cref="LogFailedException">The log was closed or broke before it was known to be.</exception>
    public ValueTask CommittedAsync(long sequence, CancellationToken cancellation)
    {
        return sequence <= CommittedSequence ? default : new(WaitAsync());

        async Task WaitAsync()
        {
            if (!await IsCommittedAsync(sequence).AsTask().WaitAsync(cancellation)) throw _queue.Failure!;
        }
    }

    /// <summary>
    /// The same for many waiters, those of one disk sync sharing one task: true once the record, and every one before it, is durable, false
    /// when the log was closed or broke before it was known to be.
    /// </summary>
    public ValueTask<bool> IsCommittedAsync(long sequence) => _queue.IsCommittedAsync(sequence);

    /// <summary>A reader of the committed records from a sequence on, or from the oldest kept.</summary>
    public LogReader CreateReader(long fromSequence) => new(this, _segments, _tail, Math.Max(fromSequence, FirstSequence));

    /// <summary>
    /// Gives back whole segments that hold only records older than <paramref name="keepFromSequence"/>; never the newest segment.
    /// </summary>
    public void Trim(long keepFromSequence) => _segments.Trim(Math.Min(keepFromSequence, CommittedSequence + 1));

    /// <summary>Completes when a record is committed; for readers.</summary>
    internal Task ReachedAsync(long sequence, CancellationToken cancellation) => _queue.ReachedAsync(sequence, cancellation);

    /// <summary>Commits what waits, within <see cref="LogOptions.CloseTimeLimit"/>, and lets go of the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _queue.Close();
        await _writer.Ended.WaitAsync(_options.CloseTimeLimit);
        _queue.Fail(new ObjectDisposedException(nameof(SegmentedLog)));
        _segments.Dispose();
        _tail.Clear();
        _lock.Dispose();
    }

    private static IDisposable LockDirectory(string directory, ILogFiles files)
    {
        try
        {
            files.CreateDirectory(directory);
            return files.Lock(Path.Combine(directory, "lock"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LogOpenException(
                $"cannot use log directory {directory}, is it in use by another process? {failure.Message}", failure);
        }
    }
}
