namespace EventEdge.EdgeBridge.Downsampling.Blocks;

/// <summary>A file of records that have taken the place of those of the log.</summary>
/// <param name="First">First sequence it stands for; its name.</param>
/// <param name="Last">Last sequence it stands for.</param>
/// <param name="Level">How often its windows have been merged: 1 or 2.</param>
/// <param name="Shares">What it holds of each binding version.</param>
/// <param name="FileBytes">Bytes on the disk.</param>
internal sealed record DownsampledBlock(long First, long Last, int Level, IReadOnlyList<BlockShare> Shares, long FileBytes)
{
    /// <summary>Points in it.</summary>
    public long Points { get; } = Shares.Sum(share => share.Points);

    /// <summary>What became of the points that are not in it any more.</summary>
    public IEnumerable<BindingTally> Tallies => Shares.Select(share => new BindingTally(share.Binding, share.Version, share.Tally));

    /// <summary>Whether it stands for a sequence.</summary>
    public bool Holds(long sequence) => First <= sequence && sequence <= Last;
}

/// <summary>What a block knows of one binding version without its records being read.</summary>
/// <param name="Binding">The binding's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Cursor">Its highest journal position in the block.</param>
/// <param name="Points">Its points in the block.</param>
/// <param name="Tally">What became of the others that were committed with the block's sequences.</param>
internal sealed record BlockShare(string Binding, string Version, long Cursor, long Points, PointTally Tally);
