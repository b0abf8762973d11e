namespace EventEdge.CloudIngest.Identity;

/// <summary>
/// What is known of points in memory: blocks of bytes, one for each batch, as they are on disk, and an index into them. Bounded in bytes:
/// the oldest block is forgotten first.
/// </summary>
internal sealed class WrittenBlocks(Dictionary<UInt128, (byte[] Block, int Offset)> index, long byteLimit)
{
    private readonly Queue<(long Place, byte[] Block)> _blocks = [];
    private long _bytes;

    /// <summary>Adds a block, the newest; what it says of a point takes the place of what was known.</summary>
    /// <param name="place">Its place on disk; grows.</param>
    /// <param name="block">Its bytes, which stay as they are.</param>
    /// <returns>Up to which place blocks are forgotten by that; 0 when none is.</returns>
    public long Add(long place, byte[] block)
    {
        _blocks.Enqueue((place, block));
        _bytes += block.Length;
        for (var offset = 0; offset < block.Length; offset += WrittenPoint.SizeAt(block.AsSpan(offset)))
            index[WrittenPoint.IdentityAt(block.AsSpan(offset))] = (block, offset);
        var forgotten = 0L;
        while (_bytes > byteLimit && _blocks.Count > 1) forgotten = Forget();
        return forgotten;
    }

    private long Forget()
    {
        var (place, block) = _blocks.Dequeue();
        _bytes -= block.Length;
        for (var offset = 0; offset < block.Length; offset += WrittenPoint.SizeAt(block.AsSpan(offset)))
        {
            var identity = WrittenPoint.IdentityAt(block.AsSpan(offset));
            if (index.TryGetValue(identity, out var known) && ReferenceEquals(known.Block, block) && known.Offset == offset)
                index.Remove(identity);
        }

        return place;
    }
}
