using System.Diagnostics;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Tracing;

namespace EventEdge.CloudIngest.Ingest;

/// <summary>The spans of a frame's sampled points, from its arrival until the bus may be told that it is done.</summary>
internal sealed class FrameSpans
{
    private readonly List<(string Trace, Activity Span)> _spans = [];

    private FrameSpans()
    {
    }

    /// <summary>The trace of a point, as its frame has it, and the span that began here.</summary>
    public IReadOnlyList<(string Trace, Activity Span)> Points => _spans;

    /// <summary>Begins them; null where the frame has no sampled point, or nobody listens.</summary>
    public static FrameSpans? Begin(MeasurementFrame frame, IReadOnlyList<FramePoint> points)
    {
        if (frame.Traces is null || !EventTrace.IsOn) return null;
        var spans = new FrameSpans();
        foreach (var point in points)
        {
            if (EventTrace.Start("take", point.Point.Trace, ActivityKind.Consumer) is not { } span) continue;
            spans._spans.Add((point.Point.Trace!, span
                .SetTag("messaging.system", "rabbitmq").SetTag("eventedge.node", frame.Node).SetTag("eventedge.binding", point.Binding)
                .SetTag("eventedge.sequence", point.Sequence)));
        }

        return spans._spans.Count == 0 ? null : spans;
    }

    /// <summary>Ends them.</summary>
    public void End(string? failure = null)
    {
        foreach (var (_, span) in _spans) span.End(failure);
    }
}
