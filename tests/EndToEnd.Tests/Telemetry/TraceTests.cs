using System.Diagnostics;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EventEdge.EndToEnd.Tests.Telemetry;

/// <summary>The trace of one message, from the sensor to the stored point, as a collector receives it from two processes.</summary>
public sealed class TraceTests : IDisposable
{
    private const string Bindings = """
        bindings:
          - name: readings
            trigger: { mqtt: "plant/{device}/reading", qos: 1 }
            function: { builtin: pass, with: { fields: [value] } }
            emit: { measurement: reading, tags: [device] }
          - name: readings_window
            trigger: { mqtt: "plant/{device}/reading", qos: 1 }
            event_time: { idle_timeout: 1s }
            window: { tumbling: 1s, group_by: [device] }
            function: { builtin: stats, with: { fields: [value], stats: [count] } }
            emit: { measurement: reading_window, tags: [device] }
        """;

    private static readonly string[] Way = ["receive", "journal", "dispatch", "outbox", "send", "take", "store", "account"];

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_collector_sees_the_whole_way_of_a_sampled_message_through_both_nodes()
    {
        await using var rabbit = await RabbitMqServer.StartNewAsync();
        await using var collector = await OtlpReceiver.StartAsync();
        await File.WriteAllTextAsync(_scratch.File("bindings.yaml"), Bindings, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_scratch.File("headers"), "x-key=secret\n", TestContext.Current.CancellationToken);
        string[] telemetry = ["--otlp-endpoint", collector.Address, "--otlp-protocol", "http/protobuf"];
        var trace = ActivityTraceId.CreateRandom().ToString();
        await using (var cloud = await Node.StartAsync(
            "cloud", ["--data", _scratch.File("cloud"), "--rabbitmq", rabbit.Uri.ToString(), .. telemetry]))
        {
            var mqtt = Scratch.FreePort();
            await using var edge = await Node.StartAsync("edge",
            [
                "--node", "test", "--bindings", _scratch.File("bindings.yaml"), "--data", _scratch.File("edge"), "--mqtt",
                $"127.0.0.1:{mqtt}",
                "--rabbitmq", rabbit.Uri.ToString(), "--otlp-headers-file", _scratch.File("headers"), .. telemetry,
            ]);
            await PublishAsync(mqtt, $"00-{trace}-00f067aa0ba902b7-01");
            await Eventually.IsTrue(() => collector.Spans.Count(span => span.Name == "account") >= 2, "the spans of both results");
        }

        var spans = collector.Spans.ToList();
        Assert.All(spans, span => Assert.Equal(trace, span.Trace));
        Assert.Equal(
            [Way, [.. Way[..3], "window", .. Way[3..]]],
            spans.Where(span => span.Name == "account").Select(last => WayTo(spans, last)).OrderBy(way => way.Length));
        Assert.Equal("00f067aa0ba902b7", Assert.Single(spans, span => span.Name == "receive").Parent);
        Assert.All(spans,
            span => Assert.Equal(span.Name is "take" or "store" or "account" ? "eventedge-cloud" : "eventedge-edge", span.Service));
        Assert.All(spans.Where(span => span.Name == "account"), span => Assert.Equal("created", span.Attributes["eventedge.outcome"]));
        Assert.Contains("eventedge_messages_received_total", collector.MetricsOf("eventedge-edge"));
        Assert.Contains("eventedge_ingest_frames_total", collector.MetricsOf("eventedge-cloud"));
        Assert.Contains("secret", collector.Keys);
    }

    // Three messages, of which the middle one is sampled.
    private static async Task PublishAsync(int port, string traceparent)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500).Build());
        foreach (var trace in (string?[])[null, traceparent, null])
        {
            var message = new MqttApplicationMessageBuilder().WithTopic("plant/press-1/reading").WithPayload("""{"value":1}""")
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
            if (trace is not null) message.WithUserProperty("traceparent", System.Text.Encoding.UTF8.GetBytes(trace));
            await client.PublishAsync(message.Build());
        }

        await client.DisconnectAsync();
    }

    private static string[] WayTo(IReadOnlyList<ReceivedSpan> spans, ReceivedSpan last)
    {
        var way = new List<string>();
        for (var span = last; span is not null; span = spans.SingleOrDefault(parent => parent.Id == span.Parent)) way.Insert(0, span.Name);
        return [.. way];
    }
}
