using System.Buffers;
using System.Buffers.Binary;
using EventEdge.Contracts.Texts;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Storage;
using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.EdgeBridge.Storage.Segments;
using EventEdge.FunctionDispatcher.Calls;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Journal;

/// <summary>
/// Every message the edge has taken responsibility for, in the order it did. A listener acknowledges only after
/// <see cref="IsCommittedAsync"/>. Life: Open, any use, DisposeAsync (commits what waits).
/// </summary>
internal sealed class MessageJournal : IAsyncDisposable
{
    private const int OnStackLimit = 512;

    private readonly SegmentedLog _log;

    private MessageJournal(SegmentedLog log) => _log = log;

    /// <inheritdoc cref="SegmentedLog.CommittedSequence"/>
    public long CommittedSequence => _log.CommittedSequence;

    /// <inheritdoc cref="SegmentedLog.FirstSequence"/>
    public long FirstSequence => _log.FirstSequence;

    /// <inheritdoc cref="SegmentedLog.NextSequence"/>
    public long NextSequence => _log.NextSequence;

    /// <inheritdoc cref="SegmentedLog.LastFound"/>
    public long LastFound => _log.LastFound;

    /// <inheritdoc cref="SegmentedLog.InDoubt"/>
    public IEnumerable<JournalEntry> InDoubt
    {
        get
        {
            var (topics, clients) = (new Utf8StringCache(1), new Utf8StringCache(1));
            return _log.InDoubt.Select(record => JournalCodec.Read(record, topics, clients));
        }
    }

    /// <inheritdoc cref="SegmentedLog.Bytes"/>
    public long Bytes => _log.Bytes;

    /// <inheritdoc cref="SegmentedLog.HasFailed"/>
    public bool HasFailed => _log.HasFailed;

    /// <inheritdoc cref="SegmentedLog.IsStalled"/>
    public bool IsStalled => _log.IsStalled;

    /// <inheritdoc cref="SegmentedLog.Failure"/>
    public string? Failure => _log.Failure;

    /// <inheritdoc cref="SegmentedLog.Hang"/>
    public string? Hang => _log.Hang;

    /// <inheritdoc cref="SegmentedLog.Gaps"/>
    public IReadOnlyList<LogGap> Gaps => _log.Gaps;

    /// <summary>Opens the journal, or creates it.</summary>
    /// <exception cref="LogOpenException">In use by another process, written by a newer version, or not accessible.</exception>
    public static MessageJournal Open(JournalOptions options, ILogFiles files, ILogger logger) => new(SegmentedLog.Open(
        new LogOptions
        {
            Directory = options.Directory,
            ContinueFrom = options.ContinueFrom,
            SegmentBytes = options.SegmentBytes,
            TailBytesLimit = options.TailBytesLimit,
            PendingBytesLimit = options.PendingBytesLimit,
            AppendTimeLimit = options.AppendTimeLimit,
        },
        files,
        logger));

    /// <summary>Whether there is room for a message in a segment: one that has none can never be appended.</summary>
    public bool Fits(in ReceivedMessage message) => (long)JournalCodec.HeadLimit(message) + message.Payload.Length <= _log.RecordBytesLimit;

    /// <summary>
    /// Appends a message and returns its position. Fails as <see cref="SegmentedLog.Append(byte, ReadOnlySpan{byte})"/> does.
    /// </summary>
    public long Append(in ReceivedMessage message, DateTimeOffset receivedAt)
    {
        var limit = JournalCodec.HeadLimit(message);
        var rented = limit > OnStackLimit ? ArrayPool<byte>.Shared.Rent(limit) : null;
        try
        {
            var head = rented ?? stackalloc byte[OnStackLimit];
            var used = JournalCodec.WriteHead(head, message, receivedAt);
            return _log.Append((byte)JournalCodec.KindOf(message), head[..used], message.Payload.Span);
        }
        finally
        {
            if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Appends a moment without a message and returns its position.</summary>
    public long AppendTick(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        return _log.Append((byte)JournalEntryKind.Tick, bytes[..JournalCodec.WriteTick(bytes, at)]);
    }

    /// <summary>Appends that the clock was set for the first time, and returns its position.</summary>
    public long AppendClock(TimeSpan moved, DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[2 * sizeof(long)];
        var used = JournalCodec.WriteTick(bytes, at);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[used..], moved.Ticks);
        return _log.Append((byte)JournalEntryKind.Clock, bytes);
    }

    /// <summary>
    /// Appends the end of a call and returns its position. Fails as <see cref="SegmentedLog.Append(byte, ReadOnlySpan{byte})"/> does.
    /// </summary>
    public long AppendCall(CallCompletion call, DateTimeOffset at)
    {
        Span<byte> head = stackalloc byte[sizeof(long)];
        return _log.Append((byte)JournalEntryKind.Call, head[..JournalCodec.WriteTick(head, at)], call.ToBytes());
    }

    /// <inheritdoc cref="SegmentedLog.IsCommittedAsync"/>
    public ValueTask<bool> IsCommittedAsync(long sequence) => _log.IsCommittedAsync(sequence);

    /// <summary>A reader from a position on, or from the oldest kept.</summary>
    public JournalReader CreateReader(long fromSequence) => new(_log.CreateReader(fromSequence));

    /// <inheritdoc cref="SegmentedLog.Trim"/>
    public void Trim(long keepFromSequence) => _log.Trim(keepFromSequence);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _log.DisposeAsync();
}
