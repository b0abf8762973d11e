namespace EventEdge.CloudIngest.Ledger.Records;

/// <summary>Something the cloud gave up, as it is kept.</summary>
/// <param name="Id">Its number in this data directory.</param>
/// <param name="At">When it was given up.</param>
/// <param name="Node">The edge node; empty when the frame could not be read.</param>
/// <param name="Binding">The binding; empty when the frame could not be read.</param>
/// <param name="Reason">The store's or the decoder's own words.</param>
/// <param name="Content">The point as JSON, or the frame's bytes.</param>
public sealed record StoredCloudDeadLetter(long Id, DateTimeOffset At, string Node, string Binding, string Reason, byte[] Content)
{
    /// <summary>Stage of a frame that does not say who sent it.</summary>
    public const string Unnamed = "unnamed";

    /// <summary>Stage of a frame whose sender may not write for the node that it names.</summary>
    public const string Sender = "sender";

    /// <summary>Stage of a frame that can be read, and at which the store failed again and again.</summary>
    public const string Unstored = "unstored";

    /// <summary>
    /// <c>store</c> for a point, <see cref="Unnamed"/> and <see cref="Sender"/> for frames whose sender was not believed,
    /// <see cref="Unstored"/> for those that could not be stored, <c>frame</c> for others.
    /// </summary>
    public string Stage => Binding.Length > 0 ? "store"
        : Reason.Contains(NotNamed, StringComparison.Ordinal) ? Unnamed
        : Reason.StartsWith("user ", StringComparison.Ordinal) && Reason.Contains(NotAllowed, StringComparison.Ordinal) ? Sender
        : Reason.StartsWith("records ", StringComparison.Ordinal) && Reason.Contains(NotStored, StringComparison.Ordinal) ? Unstored
        : "frame";

    /// <summary>Whether it is a frame that may be sent again: whole, and nothing was wrong with its bytes.</summary>
    public bool CanBeSentAgain => Stage is Unnamed or Sender or Unstored;

    /// <summary>
    /// Whether it belongs to a node: of <see cref="Sender"/> the user who sent it, of <see cref="Unnamed"/> the node it names.
    /// </summary>
    public bool IsOf(string node) => Node == node || Node == NotProven + node;

    // Before the node that a frame without a sender names; what begins so is one origin, or each frame would have a limit of its own.
    internal const string NotProven = "(not proven) ";

    // What such dead letters say, by which they are told apart.
    internal const string NotNamed = "does not say who sent it (user_id)";
    internal const string NotAllowed = " may not write for node ";
    internal const string NotStored = " cannot be stored: ";
}
