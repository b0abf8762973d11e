using System.Diagnostics;
using EventEdge.Contracts.Tracing;
using EventEdge.EdgeBridge.Intake;
using EventEdge.EdgeBridge.Messages;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Intake;

public sealed class IntakeTracesTests
{
    private static readonly ReceivedMessage Message = new("plant/press-1", "{}"u8.ToArray(), 1, false, false, "sensor", 1);

    [Fact]
    public void A_message_whose_sender_has_sampled_it_has_a_span_beneath_the_senders()
    {
        using var spans = new SpanCollector();
        new IntakeTraces(0).Begin(Message with { Trace = spans.Traceparent }).End();
        var span = spans["receive"];
        Assert.Equal(spans.Traceparent[36..52], span.ParentSpanId.ToString());
        Assert.Equal((ActivityKind.Consumer, "plant/press-1"), (span.Kind, span.GetTagItem("messaging.destination.name")));
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void One_whose_sender_has_not_sampled_it_has_none_whatever_the_ratio()
    {
        using var spans = new SpanCollector();
        Assert.Null(new IntakeTraces(1).Begin(Message with { Trace = spans.Traceparent[..^2] + "00" }));
    }

    [Fact]
    public void Without_a_trace_and_with_ratio_0_nothing_is_allocated()
    {
        using var spans = new SpanCollector();
        var traces = new IntakeTraces(0);
        Assert.Null(traces.Begin(Message));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 1000; n++) traces.Begin(Message);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Of_those_without_a_trace_a_share_is_sampled()
    {
        var roots = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EventTrace.SourceName,
            Sample = (ref options) => options.Parent == default ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
        };
        ActivitySource.AddActivityListener(listener);
        var traces = new IntakeTraces(0.25);
        for (var n = 0; n < 4000; n++)
        {
            if (traces.Begin(Message) is not { } span) continue;
            span.End();
            roots++;
        }

        Assert.InRange(roots, 800, 1200);
    }
}
