using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Bus;

/// <summary>
/// The frame others read. A change here is a change of the outward contract: it needs a new format, not a new approved file.
/// </summary>
public sealed class ContractTests
{
    private static readonly JsonSerializerOptions Readable = new()
    { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Approved = "tests/CloudIngest.Tests/Bus/frame.approved.json";

    [Fact]
    public void A_frame_reads_as_documented()
    {
        using var gzip = new GZipStream(new MemoryStream(FrameBody.Encode(Sample())), CompressionMode.Decompress);
        using var document = JsonDocument.Parse(gzip);
        var indented = JsonSerializer.Serialize(document, Readable);

        Assert.Equal(File.ReadAllText(Repository.File(Approved)).TrimEnd(), indented);
    }

    [Fact]
    public void The_approved_frame_can_be_read()
    {
        var frame = FrameBody.Decode(File.ReadAllBytes(Repository.File(Approved)));

        Assert.Equal(4, FrameCodec.ToPoints(frame).Count);
    }

    [Theory]
    [InlineData("edge-1", 2, 0)]
    [InlineData("edge-2", 2, 1)]
    [InlineData("plant/north", 4, 2)]
    public void A_node_stays_in_its_partition(string node, int partitions, int partition) =>
        Assert.Equal(partition, BusNames.PartitionOf(node, partitions));

    private static MeasurementFrame Sample() => Some.Frame(
        [
            Some.FramePoint(Some.Point(0, mean: 20.1), 41),
            Some.FramePoint(Some.Point(1, mean: 20.25, device: "press-2"), 41),
            Some.FramePoint(Some.Point(0, mean: 20.2, revision: 1), 43),
            Some.FramePoint(Event(), 43),
        ],
        first: 41, last: 44, deliveryClass: DeliveryClass.Alarm);

    private static Point Event() => new()
    {
        Measurement = "press_alert",
        Tags = [new("device", "press-1")],
        Fields = [new("active", true), new("reason", "over 90 °C")],
        Time = Some.Start.AddMilliseconds(1_250),
    };
}
