using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>
/// A commit cut into records that fit into a segment and into a frame; nearly always it is one. All but the last come without the cursor:
/// after a crash between two of them the binding makes all of it again, and what the cloud has already it takes for the same.
/// </summary>
/// <param name="recordBytes">Most bytes of a record.</param>
internal readonly struct CommitParts(int recordBytes)
{
    /// <summary>The points of each record, in order; one without points where there are none.</summary>
    public IReadOnlyList<IReadOnlyList<Point>> Of(BindingIdentity binding, IReadOnlyList<Point> points)
    {
        if (IsOne(binding, points)) return [points];
        List<IReadOnlyList<Point>> parts = [];
        List<Point> part = [];
        var (weight, bytes) = (default(FrameWeight), 0);
        var capacity = recordBytes - OutboxCodec.HeadBytesOf(binding);
        foreach (var point in points)
        {
            var (more, size) = (WeightOf(binding, point), OutboxCodec.BytesOf(point));
            if (part.Count > 0 && (!(weight + more).Fits || bytes + size > capacity))
            {
                parts.Add(part);
                part = [];
                (weight, bytes) = (default, 0);
            }

            part.Add(point);
            (weight, bytes) = (weight + more, bytes + size);
        }

        return [.. parts, part];
    }

    /// <summary>Why a point fits into no record; null when it does.</summary>
    public string? Refusal(BindingIdentity binding, Point point)
    {
        if (IsOne(binding, [point])) return null;
        if (WeightOf(binding, point) is { Fits: false } weight)
            return $"the result takes up to {weight.Bytes:N0} bytes on its way to the cloud; "
                + $"at most {FrameLimits.BatchBytes:N0} are possible";
        var bytes = OutboxCodec.BytesOf(point) + OutboxCodec.HeadBytesOf(binding);
        return bytes <= recordBytes ? null
            : $"the result has {bytes:N0} bytes; this outbox takes {recordBytes:N0} at once, and more with a higher --outbox-limit";
    }

    // No point takes more in the log than its weight, but for the state that stays on the node.
    private bool IsOne(BindingIdentity binding, IReadOnlyList<Point> points)
    {
        var (weight, states) = (default(FrameWeight), 0L);
        for (var i = 0; i < points.Count; i++)
        {
            weight += WeightOf(binding, points[i]);
            states += StateBytesOf(points[i]);
        }

        return weight.Fits && weight.Bytes + states + OutboxCodec.HeadBytesOf(binding) <= recordBytes;
    }

    private static FrameWeight WeightOf(BindingIdentity binding, Point point)
    {
        var weight = FrameWeight.Of(binding.Name, point);
        if (point.Supplement is not { } supplement) return weight;
        var other = FrameWeight.Of(binding.Name, supplement);
        return new(Math.Max(weight.Entries, other.Entries), Math.Max(weight.Bytes, other.Bytes));
    }

    private static long StateBytesOf(Point point) =>
        Math.Max(point.Mergeable?.State.Length ?? 0, point.Supplement?.Mergeable?.State.Length ?? 0);
}
