using System.Buffers;
using EventEdge.EdgeBridge.Storage.Segments;

namespace EventEdge.EdgeBridge.Storage;

/// <summary>
/// Records that share one disk sync, as the bytes that go to the disk. Filled under the queue's lock; afterwards unchanging and shared by
/// the writer, the tail and its readers, the last of which gives the buffer back.
/// </summary>
internal sealed class LogBatch(long firstSequence, int expectedBytes)
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(expectedBytes);
    private TaskCompletionSource<bool>? _committed;
    private int _users = 1;

    /// <summary>Sequence of the first record.</summary>
    public long FirstSequence { get; } = firstSequence;

    /// <summary>Sequence of the last record.</summary>
    public long LastSequence { get; private set; } = firstSequence - 1;

    /// <summary>Bytes of all records.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes of memory held.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>The records, one after the other.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, Length);

    /// <summary>Adds a record.</summary>
    public void Add(byte type, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, uint salt)
    {
        var record = new RecordHead(type, LastSequence + 1, head.Length + body.Length, OpensBatch: Length == 0);
        Reserve(record.TotalBytes);
        Length += RecordFormat.Write(_buffer.AsSpan(Length), record, head, body, salt);
        LastSequence++;
    }

    /// <summary>Records as they were written before, to be written again.</summary>
    public static LogBatch Of(ReadOnlySpan<byte> records, long firstSequence, long lastSequence)
    {
        var batch = new LogBatch(firstSequence, records.Length) { LastSequence = lastSequence, Length = records.Length };
        records.CopyTo(batch._buffer);
        return batch;
    }

    /// <summary>Its records, with bytes of their own.</summary>
    public IReadOnlyList<LogRecord> ToRecords()
    {
        var (bytes, records) = (Bytes.ToArray().AsMemory(), new List<LogRecord>());
        for (var offset = 0; RecordFormat.TryReadHead(bytes.Span[offset..], out var head); offset += head.TotalBytes)
            records.Add(new LogRecord(head.Sequence, head.Type, bytes.Slice(offset + RecordFormat.HeaderBytes, head.PayloadLength)));
        return records;
    }

    /// <summary>Completes when it is known whether the batch is committed; never fails. Call under the queue's lock.</summary>
    public Task<bool> CommittedAsync() => (_committed ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Tells those who wait how it went. Call outside the queue's lock, once no one can start to wait.</summary>
    public void Settle(bool committed) => _committed?.TrySetResult(committed);

    /// <summary>Another user of the buffer. Only while the caller knows of one that cannot go away meanwhile.</summary>
    public void Pin() => Interlocked.Increment(ref _users);

    /// <summary>One user less.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) != 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - Length >= bytes) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + bytes));
        _buffer.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
