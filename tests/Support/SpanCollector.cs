using System.Diagnostics;

namespace EventEdge.Tests.Support;

/// <summary>Listens to the spans of one trace, and of that one only. Life: made, used, DisposeAsync by the test's end.</summary>
public sealed class SpanCollector : IDisposable
{
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly ActivitySpanId _caller = ActivitySpanId.CreateRandom();
    private readonly List<Activity> _spans = [];
    private readonly ActivityListener _listener;

    public SpanCollector()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "EventEdge",
            Sample = (ref options) =>
                options.Parent.TraceId == _trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = Keep,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>What a caller would send who has sampled the message.</summary>
    public string Traceparent => $"00-{_trace}-{_caller}-01";

    /// <summary>What has ended so far, in the order of its beginning.</summary>
    public IReadOnlyList<Activity> Spans
    {
        get
        {
            lock (_spans) return [.. _spans.OrderBy(span => span.StartTimeUtc)];
        }
    }

    /// <summary>The only span of a step.</summary>
    public Activity this[string step] => Assert.Single(Spans, span => span.OperationName == step);

    /// <summary>The steps from one back to the caller, the caller's first.</summary>
    public IReadOnlyList<string> WayTo(Activity last)
    {
        var way = new List<string>();
        for (var span = last; span is not null; span = Spans.SingleOrDefault(parent => parent.SpanId == span.ParentSpanId))
            way.Insert(0, span.OperationName);
        return way;
    }

    public void Dispose() => _listener.Dispose();

    private void Keep(Activity span)
    {
        if (span.TraceId != _trace) return;
        lock (_spans) _spans.Add(span);
    }
}
