using System.Diagnostics;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Tracing;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Uplink.Transports;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>A batch of the outbox on its way: what was sent, and what to acknowledge once it is confirmed.</summary>
internal sealed record BuiltFrame(OutgoingFrame Frame, OutboxBatch Batch, int Points)
{
    /// <summary>The spans of its sampled points, which end with the confirm.</summary>
    public IReadOnlyList<Activity> Spans { get; init; } = [];

    /// <summary>The bus has it, or the attempt to send it has ended otherwise.</summary>
    public void EndSpans(string? failure = null)
    {
        foreach (var span in Spans) span.End(failure);
    }
}

/// <summary>Turns outbox batches into frames.</summary>
internal sealed class FrameBuilder(string node, IOutboxReader outbox, TimeProvider time)
{
    public BuiltFrame Build(OutboxBatch batch)
    {
        var spans = new List<Activity>();
        var points = PointsOf(batch, spans);
        var frame = new MeasurementFrame
        {
            Node = node,
            Epoch = outbox.Epoch,
            Class = batch.Class,
            FirstSequence = batch.FirstSequence,
            LastSequence = batch.LastSequence,
            Deferred = batch.Deferred.Count == 0 ? null : [.. batch.Deferred.Select(range => new DeferredRange(range.First, range.Last))],
            NumberingFrom = outbox.NumberingFrom(batch.Class) is > 1 and var from ? from : null,
            NumberingBegun = outbox.NumberingBegun,
            SentAt = time.GetUtcNow(),
            Series = FrameCodec.ToSeries(points, batch.FirstSequence, out var traces),
            Traces = traces,
        };
        return new BuiltFrame(
            new OutgoingFrame(FrameIdentity.MessageIdOf(frame), node, batch.Class, FrameBody.Encode(frame)), batch, points.Count)
        {
            Spans = spans,
        };
    }

    private List<FramePoint> PointsOf(OutboxBatch batch, List<Activity> spans)
    {
        var points = new List<FramePoint>();
        foreach (var record in batch.Records)
        {
            foreach (var point in record.Points)
                points.Add(new FramePoint(
                    record.Sequence, record.Binding, record.BindingVersion, point.Trace is null ? point : Traced(point, record, spans)));
        }

        return points;
    }

    private Point Traced(Point point, OutboxRecord record, List<Activity> spans)
    {
        if (EventTrace.Start("send", point.Trace, ActivityKind.Producer) is not { } span) return point;
        spans.Add(span
            .SetTag("messaging.system", "rabbitmq").SetTag("eventedge.node", node).SetTag("eventedge.binding", record.Binding)
            .SetTag("eventedge.sequence", record.Sequence));
        return point with { Trace = span.Id };
    }
}
