using EventEdge.EdgeBridge.Coarsening;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>What must outlive the records themselves.</summary>
internal sealed record OutboxPosition
{
    /// <summary>The newest format: 2, since there may be coarsened blocks, which format 1 would overlook.</summary>
    public const int CurrentFormat = 2;

    /// <summary>Format version.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Identity of the numbering.</summary>
    public required Guid Epoch { get; init; }

    /// <summary>Highest acknowledged sequence of each class, in the order of the classes.</summary>
    public required long[] Acknowledged { get; init; }

    /// <summary>
    /// Of each class, the highest sequence that may have been handed to the uplink. What the cloud may know must not be merged into
    /// something else. Missing in files of earlier versions: everything may have been.
    /// </summary>
    public long[]? Offered { get; init; }

    /// <summary>Highest committed cursor of every binding version.</summary>
    public required IReadOnlyList<EmittedCursor> Cursors { get; init; }

    /// <summary>
    /// What became of points that the outbox gave up for want of room, as far as their sequences are acknowledged; that of the others is in
    /// their blocks. Missing in files of earlier versions: nothing was given up.
    /// </summary>
    public IReadOnlyList<BindingTally> Tallies { get; init; } = [];
}

/// <summary>How far a binding version has emitted.</summary>
/// <param name="Binding">The binding's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Cursor">Journal position.</param>
internal sealed record EmittedCursor(string Binding, string Version, long Cursor);
