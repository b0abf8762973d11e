using System.Buffers;
using EventEdge.EdgeBridge.Storage.Files;

namespace EventEdge.EdgeBridge.Storage.Segments;

/// <summary>Reads the records of one file in order, in large pieces, each checked. The file stays the caller's. One caller.</summary>
internal sealed class SegmentCursor(ILogFile file, uint salt) : IDisposable
{
    private const int PieceBytes = 256 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
    private long _bufferOffset = SegmentHeader.Bytes;
    private int _start;
    private int _end;

    /// <summary>Where in the file the next record begins.</summary>
    public long Offset => _bufferOffset + _start;

    /// <summary>
    /// The record at <see cref="Offset"/>; false when there is none, or not a whole and unharmed one. A second look always reads the file
    /// again, since the writer may have been there meanwhile.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool TryPeek(out RecordHead record)
    {
        if (TryPeekBuffered(out record)) return true;
        Refill(PieceBytes);
        return TryPeekFresh(out record);
    }

    /// <summary>The payload of a record just peeked; valid until the next call.</summary>
    public ReadOnlyMemory<byte> PayloadOf(in RecordHead record) =>
        _buffer.AsMemory(_start + RecordFormat.HeaderBytes, record.PayloadLength);

    /// <summary>Steps over a record.</summary>
    public void Skip(in RecordHead record) => _start += record.TotalBytes;

    /// <summary>Goes to an offset.</summary>
    public void Seek(long offset) => (_bufferOffset, _start, _end) = (offset, 0, 0);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private bool TryPeekBuffered(out RecordHead record)
    {
        var bytes = _buffer.AsSpan(_start, _end - _start);
        return RecordFormat.TryReadHead(bytes, out record) && RecordFormat.IsIntact(bytes, record, salt);
    }

    private bool TryPeekFresh(out RecordHead record)
    {
        if (TryPeekBuffered(out record)) return true;
        var bytes = _buffer.AsSpan(_start, _end - _start);
        if (!RecordFormat.TryReadHead(bytes, out record) || record.TotalBytes <= bytes.Length) return false;
        if (record.TotalBytes > file.Length - Offset) return false;
        Refill(record.TotalBytes);
        return TryPeekBuffered(out record);
    }

    private void Refill(int bytes)
    {
        Seek(Offset);
        if (_buffer.Length < bytes)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _buffer = ArrayPool<byte>.Shared.Rent(bytes);
        }

        while (_end < _buffer.Length)
        {
            var count = file.Read(_buffer.AsSpan(_end), _bufferOffset + _end);
            if (count == 0) break;
            _end += count;
        }
    }
}
