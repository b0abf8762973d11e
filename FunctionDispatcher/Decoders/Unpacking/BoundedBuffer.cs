namespace EventEdge.FunctionDispatcher.Decoders.Unpacking;

/// <summary>
/// Bytes that are written again for each message; grows to one byte more than its limit, which tells that it was exceeded.
/// </summary>
/// <param name="limit">Most bytes of a message.</param>
internal sealed class BoundedBuffer(int limit)
{
    private const int FirstSize = 4096;

    // What one large message has taken is not kept for ever.
    private const int KeptSize = 1024 * 1024;

    private byte[] _bytes = [];
    private int _length;

    /// <summary>Most bytes of a message.</summary>
    public int Limit => limit;

    /// <summary>Whether more was written than is allowed.</summary>
    public bool IsExceeded => _length > limit;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Begins a message.</summary>
    public void Clear()
    {
        _length = 0;
        if (_bytes.Length > KeptSize) _bytes = [];
    }

    /// <summary>Room for at least one byte; for so many where that is within the limit.</summary>
    public Span<byte> Free(int wanted = 1)
    {
        var size = Math.Min((long)limit + 1, Math.Max(_length + (long)wanted, FirstSize));
        if (_bytes.Length < size) Array.Resize(ref _bytes, (int)Math.Min((long)limit + 1, Math.Max(size, _bytes.Length * 2L)));
        return _bytes.AsSpan(_length);
    }

    /// <summary>So many bytes were written.</summary>
    public void Advance(int count) => _length += count;
}
