using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.Outbox;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>A batch of the outbox on its way: what was sent, and what to acknowledge once it is confirmed.</summary>
internal sealed record BuiltFrame(OutgoingFrame Frame, OutboxBatch Batch, int Points);

/// <summary>Turns outbox batches into frames.</summary>
internal sealed class FrameBuilder(string node, IOutboxReader outbox, TimeProvider time)
{
    public BuiltFrame Build(OutboxBatch batch)
    {
        var points = PointsOf(batch);
        var frame = new MeasurementFrame
        {
            Node = node,
            Epoch = outbox.Epoch,
            Class = batch.Class,
            FirstSequence = batch.FirstSequence,
            LastSequence = batch.LastSequence,
            Deferred = batch.Deferred.Count == 0 ? null : [.. batch.Deferred.Select(range => new DeferredRange(range.First, range.Last))],
            NumberingFrom = outbox.NumberingFrom(batch.Class) is > 1 and var from ? from : null,
            SentAt = time.GetUtcNow(),
            Series = FrameCodec.ToSeries(points, batch.FirstSequence),
        };
        return new BuiltFrame(new OutgoingFrame(FrameIdentity.MessageIdOf(frame), node, batch.Class, FrameBody.Encode(frame)), batch, points.Count);
    }

    private static List<FramePoint> PointsOf(OutboxBatch batch)
    {
        var points = new List<FramePoint>();
        foreach (var record in batch.Records)
        {
            foreach (var point in record.Points) points.Add(new FramePoint(record.Sequence, record.Binding, record.BindingVersion, point));
        }

        return points;
    }
}
