using EventEdge.Contracts.Events;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox.Records;

namespace EventEdge.CloudIngest.Tests.Support;

internal static class Some
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly Guid Epoch = new("0b5e1d2c-7f43-4d0f-9b7a-3a6f0c1d2e4f");

    public static Point Point(
        int window = 0, int revision = 0, string device = "press-1", double mean = 20.5, string measurement = "temperature") => new()
        {
            Measurement = measurement,
            Tags = [new("device", device), new("site", "north")],
            Fields = [new("count", 10), new("mean", mean)],
            Time = Start.AddSeconds(10 * window),
            WindowEnd = Start.AddSeconds(10 * (window + 1)),
            Revision = revision,
        };

    public static FramePoint FramePoint(Point? point = null, long sequence = 1) =>
        new(sequence, "press_temperature", "00000000000000ff", point ?? Point());

    public static OutboxRecord Record(long sequence, params Point[] points) =>
        new(sequence, "press_temperature", "00000000000000ff", sequence, points);

    public static MeasurementFrame Frame(
        IReadOnlyList<FramePoint> points, long first = 1, long? last = null, string node = "edge-1",
        DeliveryClass deliveryClass = DeliveryClass.Normal) => new()
        {
            Node = node,
            Epoch = Epoch,
            Class = deliveryClass,
            FirstSequence = first,
            LastSequence = last ?? points.Max(p => p.Sequence),
            SentAt = Start,
            Series = FrameCodec.ToSeries(points, first),
        };

    public static Point With(this Point point, string field, FieldValue value) =>
        point with { Fields = [.. point.Fields, new(field, value)] };
}
