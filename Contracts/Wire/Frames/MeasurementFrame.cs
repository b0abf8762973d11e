using System.Text.Json.Serialization;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Frames;

/// <summary>
/// The message an edge node sends: the results of consecutive outbox records, by column. On the wire it is plain JSON, gzip-compressed
/// (<see cref="FrameBody"/>); docs/reference/bus-contract.md describes it for readers in other languages.
/// </summary>
public sealed record MeasurementFrame
{
    /// <summary>The newest format this program reads and the one it writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Format of the frame; a reader refuses a newer one than it knows.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The edge node's name.</summary>
    public required string Node { get; init; }

    /// <summary>Which numbering the sequences belong to: a node with a new data directory starts a new one.</summary>
    public required Guid Epoch { get; init; }

    /// <summary>The delivery class, each with a numbering of its own.</summary>
    public required DeliveryClass Class { get; init; }

    /// <summary>Sequence of the first record inside; dense from 1 for each (node, epoch, class).</summary>
    public required long FirstSequence { get; init; }

    /// <summary>Sequence of the last record inside; every record between the two is in this frame, even one without points.</summary>
    public required long LastSequence { get; init; }

    /// <summary>
    /// Everything before this frame that the node still holds and sends later, ascending; null when there is nothing. It is not lost: a
    /// jump over it is no gap.
    /// </summary>
    [JsonPropertyName("held_back")]
    public IReadOnlyList<DeferredRange>? Deferred { get; init; }

    /// <summary>
    /// The first record of the numbering in this class, where it does not begin at 1: what is before it was sent under another one. Null
    /// means 1.
    /// </summary>
    public long? NumberingFrom { get; init; }

    /// <summary>
    /// When the numbering began, by the node's clock (UTC). What began after a ledger took another one's place cannot be in that other one.
    /// Null from nodes of earlier versions: it is not known.
    /// </summary>
    public DateTimeOffset? NumberingBegun { get; init; }

    /// <summary>When the node built the frame (UTC). Not part of any point's identity.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>The points, grouped by what they have in common.</summary>
    public required IReadOnlyList<SeriesBlock> Series { get; init; }

    /// <summary>
    /// The traces of those points to which sampled messages led; null where there are none. No part of any point's identity or content.
    /// </summary>
    public IReadOnlyList<PointTrace>? Traces { get; init; }
}
