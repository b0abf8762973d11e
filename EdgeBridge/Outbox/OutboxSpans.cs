using System.Diagnostics;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Tracing;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>The spans of a commit: one for each result of a sampled message, from here until the outbox has it.</summary>
internal readonly struct OutboxSpans
{
    private readonly List<Activity>? _spans;

    private OutboxSpans(List<Activity> spans) => _spans = spans;

    /// <summary>Begins them.</summary>
    /// <param name="binding">The binding's name.</param>
    /// <param name="points">The results; replaced by ones that carry these spans on, where there are any.</param>
    public static OutboxSpans Begin(string binding, ref IReadOnlyList<Point> points)
    {
        List<Activity>? spans = null;
        Point[]? traced = null;
        for (var i = 0; i < points.Count && EventTrace.IsOn; i++)
        {
            if (EventTrace.Start("outbox", points[i].Trace) is not { } span) continue;
            (spans ??= []).Add(span.SetTag("eventedge.binding", binding).SetTag("eventedge.measurement", points[i].Measurement));
            (traced ??= [.. points])[i] = points[i] with { Trace = span.Id };
        }

        if (spans is null) return default;
        points = traced!;
        return new(spans);
    }

    /// <summary>Ends them.</summary>
    public void End()
    {
        foreach (var span in _spans ?? []) span.End();
    }
}
