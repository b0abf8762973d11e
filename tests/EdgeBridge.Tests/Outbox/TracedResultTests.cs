using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Tests.Outbox;

/// <summary>The trace of a sampled result on the disk and on the bus, and that nobody else pays for it.</summary>
public sealed class TracedResultTests
{
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static readonly BindingIdentity Binding = Some.Binding;

    [Fact]
    public void A_sampled_result_keeps_its_trace_in_the_outbox()
    {
        var read = OutboxCodec.Read(7, Write([Some.Point(), Some.Point() with { Trace = Trace }], merged: 3));
        Assert.Equal([null, Trace], read.Points.Select(point => point.Trace));
        Assert.Equal(3, read.Merged);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 4)]
    public void A_commit_without_a_sampled_result_is_written_as_it_was_before(int merged, byte format)
    {
        var bytes = Write([Some.Point()], merged);
        Assert.Equal(format, bytes[0]);
        Assert.Equal(
            bytes.Length + 1 + 1 + 1 + Trace.Length + (merged > 0 ? 0 : 1), Write([Some.Point() with { Trace = Trace }], merged).Length);
    }

    [Fact]
    public void A_frame_carries_the_traces_of_its_sampled_points_only()
    {
        var frame = Frame(Some.Point(), Some.Point() with { Trace = Trace }, Some.Point() with { Measurement = "other", Trace = Trace });
        Assert.Equal([new PointTrace(0, 1, Trace), new PointTrace(1, 0, Trace)], frame.Traces);
        var read = FrameBody.Decode(FrameBody.Encode(frame));
        Assert.Equal([null, Trace, Trace], FrameCodec.ToPoints(read).Select(point => point.Point.Trace));
        Assert.Null(Frame(Some.Point()).Traces);
        Assert.DoesNotContain("traces", Text(Frame(Some.Point())));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1, null, [2], {\"series\": {\"a\": [1]}, \"point\": 0}]")]
    [InlineData("[{\"series\": 0, \"point\": 0, \"traceparent\": \"none\"}]")]
    [InlineData("[{\"series\": 9, \"point\": 0, \"traceparent\": \"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"}]")]
    [InlineData("[{\"series\": 0, \"point\": -1, \"traceparent\": \"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"}]")]
    [InlineData("[{\"series\": 0.5, \"point\": 99999999999, \"traceparent\": 7, \"more\": {\"x\": []}}]")]
    public void A_trace_that_is_none_is_passed_over_and_the_points_are_read(string traces)
    {
        var text = Text(Frame(Some.Point()));
        var body = System.Text.Encoding.UTF8.GetBytes($"{text.TrimEnd()[..^1]},\"traces\":{traces}}}");
        Assert.Null(Assert.Single(FrameCodec.ToPoints(FrameBody.Decode(body))).Point.Trace);
    }

    [Fact]
    public void No_more_traces_are_read_than_the_limit_allows()
    {
        var one = $"{{\"series\":0,\"point\":0,\"traceparent\":\"{Trace}\"}}";
        var text = Text(Frame(Some.Point()));
        var body = $"{text.TrimEnd()[..^1]},\"traces\":[{string.Join(',', Enumerable.Repeat(one, FrameLimits.Traces + 5))}]}}";
        Assert.Equal(FrameLimits.Traces, FrameBody.Decode(System.Text.Encoding.UTF8.GetBytes(body)).Traces!.Count);
    }

    private static byte[] Write(IReadOnlyList<Point> points, int merged = 0)
    {
        var writer = new ByteWriter();
        OutboxCodec.Write(writer, Binding, 5, points, merged);
        return writer.Written.ToArray();
    }

    private static MeasurementFrame Frame(params IEnumerable<Point> points)
    {
        var series = FrameCodec.ToSeries(
            points.Select((point, n) => new FramePoint(n + 1, "press", Binding.Version, point)), 1, out var traces);
        return new()
        {
            Node = "edge", Epoch = Guid.Empty, Class = DeliveryClass.Normal, FirstSequence = 1, LastSequence = 5,
            SentAt = DateTimeOffset.UnixEpoch, Series = series, Traces = traces,
        };
    }

    private static string Text(MeasurementFrame frame)
    {
        using var gzip = new System.IO.Compression.GZipStream(
            new MemoryStream(FrameBody.Encode(frame)), System.IO.Compression.CompressionMode.Decompress);
        return new StreamReader(gzip).ReadToEnd();
    }
}
