using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Measurements;

namespace EventEdge.EdgeBridge.Outbox.Records;

/// <summary>One commit of one binding.</summary>
/// <param name="Sequence">Its place in its class, dense from 1; of a downsampled record the last place it stands for.</param>
/// <param name="Binding">The binding's name.</param>
/// <param name="BindingVersion">Hash of its declaration, 16 hexadecimal digits.</param>
/// <param name="Cursor">Journal position up to which the binding counts as emitted; 0 when not journalled.</param>
/// <param name="Points">The results; may be empty.</param>
public sealed record OutboxRecord(long Sequence, string Binding, string BindingVersion, long Cursor, IReadOnlyList<Point> Points)
{
    /// <summary>The first place it stands for: less than <see cref="Sequence"/> once records were downsampled into one.</summary>
    public long FirstSequence { get; init; } = Sequence;

    /// <summary>
    /// Further results that were committed with it and are part of others: corrections of merged windows that added nothing.
    /// </summary>
    public int Merged { get; init; }

    /// <summary>What its points take in a frame.</summary>
    internal FrameWeight Weight => Points.Aggregate(default(FrameWeight), (sum, point) => sum + FrameWeight.Of(Binding, point));
}
