using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage;

namespace EventEdge.EdgeBridge.Outbox.Queues;

/// <summary>
/// Reads a class in order, from downsampled blocks where they stand for a sequence and from the log elsewhere. One caller at a time.
/// </summary>
internal sealed class QueueReader(SegmentedLog log, DownsampledStore blocks, long from) : IDisposable
{
    private LogReader _log = log.CreateReader(from);
    private Queue<OutboxRecord> _block = [];
    private OutboxRecord? _held;

    /// <summary>The sequence behind the last record taken.</summary>
    public long Next { get; private set; } = from;

    /// <summary>The next record, which stays the next until <see cref="Take"/>; null when there is none yet.</summary>
    public OutboxRecord? Peek() => _held ??= ReadBlock() ?? ReadLog();

    /// <summary>The record that was looked at is taken.</summary>
    public void Take()
    {
        Next = _held!.Sequence + 1;
        _held = null;
    }

    /// <summary>Forgets what was read ahead: it is no longer what the disk says.</summary>
    public void Refresh()
    {
        _held = null;
        _block = [];
        _log.Dispose();
        _log = log.CreateReader(Next);
    }

    /// <summary>Completes when there may be something to read.</summary>
    public Task WaitAsync(CancellationToken cancellation) =>
        _held is not null || Next <= log.CommittedSequence ? Task.CompletedTask : log.ReachedAsync(Next, cancellation);

    /// <inheritdoc />
    public void Dispose() => _log.Dispose();

    private OutboxRecord? ReadBlock()
    {
        while (_block.Count == 0)
        {
            // Behind a loss in the log, the next block may begin later.
            if (blocks.Find(Next) is not { } block || (block.First > Next && log.FirstSequence <= Next)) return null;
            _block = new(blocks.Read(block)?.Where(record => record.Sequence >= Next) ?? []);
        }

        return _block.Dequeue();
    }

    private OutboxRecord? ReadLog()
    {
        if (_log.Position < Next) _log = Reopened();
        if (!_log.TryRead(out var record)) return null;
        if (blocks.Find(Next) is { } block && record.Sequence >= block.First)
        {
            Next = block.First;
            return ReadBlock();
        }

        return OutboxCodec.Read(record.Sequence, record.Payload.Span);
    }

    private LogReader Reopened()
    {
        _log.Dispose();
        return log.CreateReader(Next);
    }
}
