using System.Diagnostics;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Node;

/// <summary>The spans of a sampled message through an edge node, also where it ends in between.</summary>
public sealed class TracedMessageTests : IDisposable
{
    private const string Each = """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{device}", qos: 1 }
            where: value < 100
            function: { builtin: pass, with: { fields: [value] } }
            emit: { measurement: reading, tags: [device] }
        """;

    private const string Windows = """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{device}", qos: 1 }
            event_time: { field: ts, out_of_order: 0s }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: stats, with: { fields: [value], stats: [count] } }
            emit: { measurement: reading, tags: [device] }
        """;

    private readonly TempDirectory _directory = new();
    private readonly SpanCollector _spans = new();
    private ushort _packet;

    public void Dispose()
    {
        _spans.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Each_step_is_the_child_of_the_one_before_and_the_result_carries_the_last()
    {
        await using var node = await TestNode.StartAsync(_directory.Path, Each);
        await PublishAsync(node, """{"value":1}""", _spans.Traceparent);
        await PublishAsync(node, """{"value":2}""");
        var points = await node.ResultsAsync();
        Assert.Equal(["receive", "journal", "dispatch", "outbox"], _spans.WayTo(_spans["outbox"]));
        Assert.Equal([_spans["outbox"].Id, null], points.Select(point => point.Trace));
        Assert.Equal(
            ("press", "invoke", "passed"),
            (Tag("dispatch", "eventedge.binding"), Tag("dispatch", "eventedge.stage"), Tag("dispatch", "eventedge.outcome")));
    }

    [Fact]
    public async Task A_span_says_where_a_message_ended_and_why()
    {
        await using var node = await TestNode.StartAsync(_directory.Path, Each);
        await PublishAsync(node, """{"value":200}""", _spans.Traceparent);
        await node.DrainAsync();
        Assert.Equal(("filter", "dropped"), (Tag("dispatch", "eventedge.stage"), Tag("dispatch", "eventedge.outcome")));
        await PublishAsync(node, "{", _spans.Traceparent);
        await node.DrainAsync();
        var rejected = _spans.Spans.Last(span => span.OperationName == "dispatch");
        Assert.Equal((ActivityStatusCode.Error, "decode"), (rejected.Status, rejected.GetTagItem("eventedge.stage")));
    }

    [Fact]
    public async Task A_window_continues_the_trace_of_its_first_sampled_event_and_links_to_the_others()
    {
        using var other = new SpanCollector();
        await using var node = await TestNode.StartAsync(_directory.Path, Windows);
        await PublishAsync(node, """{"ts":"2026-03-01T12:00:01Z","value":1}""");
        await PublishAsync(node, """{"ts":"2026-03-01T12:00:02Z","value":1}""", _spans.Traceparent);
        await PublishAsync(node, """{"ts":"2026-03-01T12:00:03Z","value":1}""", other.Traceparent);
        await PublishAsync(node, """{"ts":"2026-03-01T12:00:11Z","value":1}""");
        await PublishAsync(node, """{"ts":"2026-03-01T12:00:21Z","value":1}""");
        var points = await node.ResultsAsync();
        Assert.Equal(["receive", "journal", "dispatch", "window", "outbox"], _spans.WayTo(_spans["outbox"]));
        Assert.Equal(other["dispatch"].Context.SpanId, Assert.Single(_spans["window"].Links).Context.SpanId);
        Assert.Equal([_spans["outbox"].Id, null], points.Select(point => point.Trace));
        Assert.True(_spans["window"].StartTimeUtc >= _spans["dispatch"].StartTimeUtc);
    }

    [Fact]
    public async Task What_waits_in_a_window_keeps_its_trace_over_a_restart()
    {
        await using (var node = await TestNode.StartAsync(_directory.Path, Windows))
        {
            await PublishAsync(node, """{"ts":"2026-03-01T12:00:02Z","value":1}""", _spans.Traceparent);
            await node.DrainAsync();
        }

        Assert.DoesNotContain(_spans.Spans, span => span.OperationName == "outbox");
        await using var again = await TestNode.StartAsync(_directory.Path, Windows);
        await PublishAsync(again, """{"ts":"2026-03-01T12:00:11Z","value":1}""");
        var point = Assert.Single(await again.ResultsAsync());
        Assert.Equal(_spans["outbox"].Id, point.Trace);
        Assert.Equal(["receive", "journal", "dispatch", "window", "outbox"], _spans.WayTo(_spans["outbox"]));
    }

    [Fact]
    public async Task A_replay_finds_the_trace_in_the_journal()
    {
        var copy = Path.Combine(_directory.Path, "copy");
        await using (var node = await TestNode.StartAsync(Path.Combine(_directory.Path, "first"), Windows))
        {
            await PublishAsync(node, """{"ts":"2026-03-01T12:00:02Z","value":1}""", _spans.Traceparent);
            await node.DrainAsync();
            // As a crash leaves it: the journal has the message, and no state is saved.
            foreach (var file in Directory.GetFiles(Path.Combine(_directory.Path, "first", "data", "journal"), "*.log"))
            {
                Directory.CreateDirectory(Path.Combine(copy, "data", "journal"));
                File.Copy(file, Path.Combine(copy, "data", "journal", Path.GetFileName(file)));
            }
        }

        await using var again = await TestNode.StartAsync(copy, Windows);
        await PublishAsync(again, """{"ts":"2026-03-01T12:00:11Z","value":1}""");
        await again.ResultsAsync();
        Assert.Equal(2, _spans.Spans.Count(span => span.OperationName == "dispatch"));
        Assert.Equal(["receive", "journal", "dispatch", "window", "outbox"], _spans.WayTo(_spans["outbox"]));
    }

    private object? Tag(string step, string name) => _spans[step].GetTagItem(name);

    private ValueTask<bool> PublishAsync(TestNode node, string payload, string? trace = null) => node.Endpoint.Intake.AcceptAsync(
        new ReceivedMessage(
            "plant/p1", System.Text.Encoding.UTF8.GetBytes(payload), 1, false, false, "sensor", ++_packet)
        { Trace = trace },
        CancellationToken.None);
}
