namespace EventEdge.EdgeBridge.Coarsening;

/// <summary>A file of records that have taken the place of those of the log.</summary>
/// <param name="First">First sequence it stands for; its name.</param>
/// <param name="Last">Last sequence it stands for.</param>
/// <param name="Level">How often its windows have been merged: 1 or 2.</param>
/// <param name="Points">Points in it.</param>
/// <param name="FileBytes">Bytes on the disk.</param>
internal sealed record CoarseBlock(long First, long Last, int Level, long Points, long FileBytes)
{
    /// <summary>Whether it stands for a sequence.</summary>
    public bool Holds(long sequence) => First <= sequence && sequence <= Last;
}
