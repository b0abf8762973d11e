namespace EventEdge.EdgeBridge.Downsampling.Blocks;

/// <summary>
/// Why fewer points leave the outbox than were committed: <c>committed = sent + waiting + Merged + Dropped − Notices</c>. The numbers of a
/// binding version only grow; the last may shrink when notices that wait side by side become one.
/// </summary>
/// <param name="Merged">Points that became part of a wider window.</param>
/// <param name="Dropped">Points given up for want of room.</param>
/// <param name="Notices">Points added in their place, which tell the cloud what was dropped.</param>
public readonly record struct PointTally(long Merged, long Dropped, long Notices)
{
    /// <summary>Both together.</summary>
    public static PointTally operator +(PointTally left, PointTally right) =>
        new(left.Merged + right.Merged, left.Dropped + right.Dropped, left.Notices + right.Notices);
}

/// <summary>The tally of one binding version.</summary>
/// <param name="Binding">The binding's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Tally">What became of its points.</param>
internal sealed record BindingTally(string Binding, string Version, PointTally Tally);
