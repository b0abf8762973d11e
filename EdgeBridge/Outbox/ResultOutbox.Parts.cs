using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Outbox;

/// <content>A commit that does not fit into one record.</content>
internal sealed partial class ResultOutbox
{
    // What is merged of a part, and made again because the cursor behind it was never written, would count twice. So the parts wait for their capacity
    // together, before the first; where an outbox is too small for that, its passes leave them as they are.
    private const int PartsShare = 10;

    private IReadOnlyList<IReadOnlyList<Point>> InOneGo(
        BindingIdentity binding, IReadOnlyList<Point> points, IReadOnlyList<IReadOnlyList<Point>> parts, CancellationToken cancellation)
    {
        var bytes = points.Sum(point => (long)OutboxCodec.BytesOf(point));
        if (bytes > UsableBytes / PartsShare) return _parts.Of(binding, [.. points.Select(point => Final(binding, point))]);
        WaitForCapacity(cancellation, bytes);
        return parts;
    }

    private bool Lacks(long bytes) => IsFull || Bytes + bytes > UsableBytes;

    // Without its state a point is written with its fields, which may take more; where that is too much it stays as it is.
    private Point Final(BindingIdentity binding, Point point)
    {
        var final = point with { Mergeable = null, Supplement = point.Supplement is { } other ? other with { Mergeable = null } : null };
        return Refusal(binding, final) is null ? final : point;
    }
}
