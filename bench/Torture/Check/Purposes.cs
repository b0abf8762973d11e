namespace EventEdge.Torture.Check;

/// <summary>What faults made the nodes give up on purpose, which is no departure.</summary>
/// <param name="Refused">Lines the store was made to refuse: so many dead letters of the cloud there must be, neither more nor
/// less.</param>
/// <param name="Poison">
/// Frames that nobody can read: at least so many dead letters there must be beyond these. A frame whose dead letter was kept before a kill,
/// and its acknowledgement not, comes again and is another dead letter.
/// </param>
/// <param name="MayRepeat">Whether what the store refused may have come once more, under another numbering.</param>
/// <param name="KeyLimit">Events of keys beyond the limit.</param>
/// <param name="Hostile">Messages that are no event.</param>
internal sealed record Purposes(long Refused = 0, long Poison = 0, bool MayRepeat = false, long KeyLimit = 0, long Hostile = 0)
{
    /// <summary>Events the edge has to give up.</summary>
    public long Rejected => KeyLimit + Hostile;
}
