using EventEdge.EdgeBridge.Downsampling;
using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox.Records;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>What must outlive the records themselves.</summary>
internal sealed record OutboxPosition
{
    /// <summary>
    /// The newest format: 4, since windows may have been merged that can still be corrected, and a reader that does not know might send
    /// both. Before it 3, since records may have left ahead of a backlog, and a reader that does not know might merge what the cloud has.
    /// Before that 2, since there may be downsampled blocks, which format 1 would overlook.
    /// </summary>
    public const int CurrentFormat = 4;

    /// <summary>Format version.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Identity of the numbering.</summary>
    public required Guid Epoch { get; init; }

    /// <summary>When the numbering began. Missing in files of earlier versions: it is not known.</summary>
    public DateTimeOffset? Begun { get; init; }

    /// <summary>Of each class, in their order, the sequence up to which everything is acknowledged.</summary>
    public required long[] Acknowledged { get; init; }

    /// <summary>
    /// Of each class, the sequence up to which records may have been handed to the uplink, as far as none was deferred. What the cloud may
    /// know must not be merged into something else. Missing in files of earlier versions: everything may have been.
    /// </summary>
    public long[]? Offered { get; init; }

    /// <summary>Of each class, what left ahead of a backlog. Missing in files of earlier versions: nothing did.</summary>
    public AheadRange[][]? Ahead { get; init; }

    /// <summary>Of each class, the first record of the numbering. Missing in files of earlier versions: it is 1.</summary>
    public long[]? From { get; init; }

    /// <summary>What happened to the numbering, the newest of it. Missing in files of earlier versions: nothing did.</summary>
    public IReadOnlyList<NumberingNote> Notes { get; init; } = [];

    /// <summary>Highest committed cursor of every binding version.</summary>
    public required IReadOnlyList<EmittedCursor> Cursors { get; init; }

    /// <summary>
    /// What became of points that the outbox gave up for want of room, as far as their sequences are acknowledged; that of the others is in
    /// their blocks. Missing in files of earlier versions: nothing was given up.
    /// </summary>
    public IReadOnlyList<BindingTally> Tallies { get; init; } = [];

    /// <summary>
    /// How far windows may have been merged. Missing in files of earlier versions: none was that a correction could follow.
    /// </summary>
    public IReadOnlyList<MergedUntil> MergedUntil { get; init; } = [];

    /// <summary>
    /// Whether there is so much that records may be merged although a start has found them. Then nothing leaves before it is durable that
    /// it may have: a disk that takes nothing would not remember it. Missing in files of earlier versions: it may be.
    /// </summary>
    public bool Pressed { get; init; } = true;

    /// <summary>What the queues' offsets say, in the order of the classes.</summary>
    public static OutboxPosition Of(
        Numbering numbering, QueueOffsets[] offsets, IReadOnlyList<EmittedCursor> cursors, IReadOnlyList<BindingTally> tallies,
        IReadOnlyList<MergedUntil> mergedUntil) => new()
        {
            Epoch = numbering.Epoch,
            Begun = numbering.Begun,
            From = [.. numbering.From],
            Notes = numbering.Notes,
            Acknowledged = Array.ConvertAll(offsets, queue => queue.Acknowledged),
            Offered = Array.ConvertAll(offsets, queue => queue.Ranges[0].Promised),
            Ahead = Array.ConvertAll(offsets, queue => Array.ConvertAll(
                [.. queue.Ranges.Skip(1)], range => new AheadRange(range.First, range.Acknowledged, range.Promised))),
            Cursors = cursors,
            Tallies = tallies,
            MergedUntil = mergedUntil,
        };

    /// <summary>What left ahead of a backlog, of one class.</summary>
    public IReadOnlyList<AheadRange> AheadOf(int index) => Ahead?[index] ?? [];
}

/// <summary>Records that left ahead of a backlog.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Acknowledged">From the first up to here they are acknowledged.</param>
/// <param name="Offered">From the first up to here they may have been handed to the uplink.</param>
internal sealed record AheadRange(long First, long Acknowledged, long Offered);
