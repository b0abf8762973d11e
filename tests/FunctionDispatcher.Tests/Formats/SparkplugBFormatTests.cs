using System.Buffers;
using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Formats.SparkplugB;
using EventEdge.FunctionDispatcher.Tests.Decoding;
using EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug;
using EventEdge.FunctionDispatcher.Tests.Engine;
using EventEdge.Tests.Support;

namespace EventEdge.FunctionDispatcher.Tests.Formats;

/// <summary>Results as data of an edge node of Sparkplug, before a connection gives them numbers.</summary>
public sealed class SparkplugBFormatTests
{
    private static readonly Point Result = new()
    {
        Measurement = "press", Tags = [new("device", "p1"), new("site", "north")],
        Fields = [new("temperature", 21.5), new("state", "run"), new("on", true), new("total", 9007199254740993L)],
        Time = DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_601_500), Id = 0xabc,
    };

    [Fact]
    public void A_result_is_a_metric_for_each_field_as_google_protobuf_writes_it()
    {
        var point = Result with { Fields = [new("t", 21.5), new("s", "run"), new("b", true)] };
        const ulong Time = 1_767_225_601_500;
        Assert.Equal(
            SparkplugMessages.Payload(
                null, null, SparkplugMessages.Metric("t", null, 10, 21.5, Time), SparkplugMessages.Metric("s", null, 12, "run", Time),
                SparkplugMessages.Metric("b", null, 11, true, Time)),
            Write(new(), point, "device", "site"));
    }

    [Theory]
    [InlineData(null, "north/")]
    [InlineData("line", "line/north/")]
    [InlineData("a/b", "a/b/north/")]
    public void Names_tell_series_apart_that_the_topic_does_not(string? prefix, string expected) =>
        Assert.Contains($"name='{expected}temperature' type='Double' value=21.5", Read(new() { Prefix = prefix }, Result),
            StringComparison.Ordinal);

    [Fact]
    [Tck("payloads-metric-datatype-value")]
    public void Types_can_be_declared()
    {
        var config = new SparkplugBFormatConfig
        {
            Types = new Dictionary<string, string> { ["total"] = "Int64", ["temperature"] = "Float", ["state"] = "Text" },
        };
        var read = Read(config, Result);
        Assert.Contains("temperature' type='Float' value=21.5", read, StringComparison.Ordinal);
        Assert.Contains("state' type='Text' text='run'", read, StringComparison.Ordinal);
        Assert.Contains("total' type='Int64' value=9007199254740993", read, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Int32", 21.5, "'x' is 21.5, which is no Int32")]
    [InlineData("UInt8", 256L, "'x' is 256, which is no UInt8")]
    [InlineData("UInt64", -1L, "'x' is -1, which is no UInt64")]
    [InlineData("Boolean", 1L, "'x' is 1, which is no Boolean")]
    [InlineData("String", 1L, "'x' is 1, which is no String")]
    [InlineData("Int8", -129L, "'x' is -129, which is no Int8")]
    public void A_value_that_its_type_cannot_have_is_told(string type, object value, string problem)
    {
        var field = value is double real ? FieldValue.Of(real) : FieldValue.Of((long)value);
        var writer = new SparkplugBWriter(
            new() { Types = new Dictionary<string, string> { ["x"] = type } }, new("n", "b"));
        Assert.False(writer.TryWrite(Result with { Fields = [new("x", field)] }, new ArrayBufferWriter<byte>(), out var told));
        Assert.Equal(problem, told);
    }

    [Fact]
    public void Every_whole_number_comes_back_in_every_type_it_has() => Gen.Select(
        Gen.OneOf("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64", "DateTime", "Double"),
        Gen.OneOf(Gen.Long, Gen.Int.Select(n => (long)n), Gen.SByte.Select(n => (long)n), Gen.Short.Select(n =>
            (long)n))).Sample((type, number) =>
    {
        var writer = new SparkplugBWriter(new() { Types = new Dictionary<string, string> { ["x"] = type } }, new("n", "b"));
        var output = new ArrayBufferWriter<byte>();
        if (!writer.TryWrite(Result with { Tags = [], Fields = [new("x", number)] }, output, out _)) return;
        var expected = type == "Double" ? FieldValue.Of((double)number) : FieldValue.Of(number);
        Assert.Contains($"name='x' type='{type}' value={expected} ", Read(output.WrittenSpan.ToArray()), StringComparison.Ordinal);
    });

    [Fact]
    [Tck(
        "intro-group-id-string", "intro-group-id-chars", "intro-edge-node-id-string", "intro-edge-node-id-chars", "intro-device-id-string",
        "intro-device-id-chars", "topic-structure-namespace-valid-group-id", "topic-structure-namespace-valid-edge-node-id",
        "topic-structure-namespace-valid-device-id")]
    public void A_local_message_says_whose_data_it_is()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(Bindings("spBv1.0/plant ü/DDATA/edge 1/{device}", "primary_host: scada, silence: 5m"),
            output);
        dispatcher.Dispatch(new("in/d1", "{\"t\":1.5}"u8.ToArray(), Some.Noon, 1));
        dispatcher.Dispatch(new("in/+", "{\"t\":1.5}"u8.ToArray(), Some.Noon, 2));

        var message = Assert.Single(output.Local);
        Assert.Equal(("spBv1.0/plant ü/DDATA/edge 1/d1", "plant ü/edge 1", "scada"), (message.Topic, $"{message.EdgeNode}",
            message.EdgeNode!.PrimaryHost));
        Assert.Equal(TimeSpan.FromMinutes(5), message.EdgeNode.Silence);
        Assert.Contains("is not one level", Assert.Single(output.DeadLetters).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spBv1.0/g/DDATA/n/{device}", null)]
    [InlineData("spBv1.0/g/NDATA/n", null)]
    [InlineData("spBv1.0/g/DDATA/n/fixed", null)]
    [InlineData("plant/{device}", "'plant/{device}' is no topic of an edge node")]
    [InlineData("spBv1.0/{device}/NDATA/n", "is no topic of an edge node")]
    [InlineData("spBv1.0/g/DDATA/{device}/x", "is no topic of an edge node")]
    [InlineData("spBv1.0/g/NDATA/n/{device}", "is no topic of an edge node")]
    [InlineData("spBv1.0/g/NBIRTH/n", "is no topic of an edge node")]
    public void The_topic_is_one_of_an_edge_node(string topic, string? problem)
    {
        var problems = ProblemsOf(Bindings(topic, "prefix: a"));
        if (problem is null) Assert.Empty(problems);
        else Assert.Contains(problem, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_is_told()
    {
        Assert.Contains("'Int65' of 't' is none of Int8, ", Single(Bindings("spBv1.0/g/NDATA/n", "types: { t: Int65 }")),
            StringComparison.Ordinal);
        Assert.Contains(
            "never retained", Single(Bindings("spBv1.0/g/NDATA/n", "prefix: a").Replace("measurement: m", "retain: true",
                StringComparison.Ordinal)),
            StringComparison.Ordinal);
        var two = Bindings("spBv1.0/g/NDATA/n", "primary_host: a") + Bindings("spBv1.0/g/DDATA/n/{device}", "primary_host: b")
            .Replace("bindings:", string.Empty, StringComparison.Ordinal).Replace("name: out", "name: other", StringComparison.Ordinal);
        Assert.Contains("the edge node g/n waits for 'a' here and for 'b' in 'other'", ProblemsOf(two)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_an_edge_node_are_no_loop() => Assert.Empty(ProblemsOf(
        """
        bindings:
          - name: relay
            trigger: { mqtt: "spBv1.0/+/+/{edge_node}/#" }
            decode: { sparkplug_b: { host_id: scada } }
            where: exists(value)
            function: { builtin: pass, with: { fields: [value] } }
            emit: { mqtt: "spBv1.0/g/DDATA/n/{edge_node}", tags: [edge_node], format: sparkplug_b }
        """));

    private static string Bindings(string topic, string settings) =>
        $$"""
        bindings:
          - name: out
            trigger: { mqtt: "in/{device}" }
            function: { builtin: pass, with: { fields: [t] } }
            emit: { mqtt: "{{topic}}", measurement: m, format: { sparkplug_b: { {{settings}} } } }

        """;

    private static string[] ProblemsOf(string yaml) =>
        [.. BindingsFile.Parse(yaml, "b.yaml", EventEdgeComponents.Default).Problems.Select(p => p.Message)];

    private static string Single(string yaml) => Assert.Single(ProblemsOf(yaml));

    private static string Read(SparkplugBFormatConfig config, Point point) => Read(Write(config, point, "device"));

    // By the decoder, as data that say names and types.
    private static string Read(byte[] payload)
    {
        var bench = DecoderBench.Of("sparkplug_b");
        bench.Topic = "spBv1.0/g/NDATA/n";
        return bench.Read(payload);
    }

    private static byte[] Write(SparkplugBFormatConfig config, Point point, params string[] names)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(new SparkplugBWriter(config, new("n", "b") { TopicNames = names }).TryWrite(point, output, out var problem), problem);
        return output.WrittenSpan.ToArray();
    }
}
