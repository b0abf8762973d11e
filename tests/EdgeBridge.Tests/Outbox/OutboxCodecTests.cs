using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox.Records;

namespace EventEdge.EdgeBridge.Tests.Outbox;

public sealed class OutboxCodecTests
{
    [Fact]
    public void Any_commit_comes_back_bit_for_bit() =>
        Gen.Select(Some.AnyPoint.Array[0, 6], Gen.Long[0, long.MaxValue]).Sample((points, cursor) =>
        {
            var bytes = Write(cursor, points);
            var record = OutboxCodec.Read(7, bytes);
            Assert.Equal(
                (7, Some.Binding.Name, Some.Binding.Version, cursor),
                (record.Sequence, record.Binding, record.BindingVersion, record.Cursor));
            Assert.Equal(points.Length, record.Points.Count);
            for (var index = 0; index < points.Length; index++) AssertSame(points[index], record.Points[index]);
            Assert.Equal(new OutboxHead(Some.Binding, cursor, points.Length), OutboxCodec.ReadHead(bytes));
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_point_keeps_whether_its_series_is_the_whole_fleet_s(bool isShared) =>
        Assert.Equal(isShared, Assert.Single(OutboxCodec.Read(7, Write(1, [Some.Point() with { Shared = isShared }])).Points).Shared);

    [Fact]
    public void A_commit_cut_short_is_refused_at_every_byte()
    {
        var bytes = Write(5, Some.Points(2));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => OutboxCodec.Read(1, bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_commit_of_another_format_is_refused_by_name()
    {
        var bytes = Write(5, []);
        bytes[0] = 9;
        Assert.Contains("format 9", Assert.Throws<InvalidDataException>(() => OutboxCodec.ReadHead(bytes)).Message);
    }

    [Fact]
    public void A_field_without_a_value_is_refused()
    {
        var point = Some.Point() with { Fields = [KeyValuePair.Create("gone", FieldValue.Null)] };
        Assert.Contains("gone", Assert.Throws<ArgumentException>(() => Write(1, [point])).Message);
    }

    private static byte[] Write(long cursor, IReadOnlyList<Point> points)
    {
        var writer = new ByteWriter();
        OutboxCodec.Write(writer, Some.Binding, cursor, points);
        return writer.Written.ToArray();
    }

    private static void AssertSame(Point expected, Point actual)
    {
        Assert.Equal(expected.Tags, actual.Tags);
        Assert.Equal(expected.Fields, actual.Fields);
        Assert.Equal(expected.Fields.Select(Bits), actual.Fields.Select(Bits));
        Assert.Equal(expected with { Tags = [], Fields = [] }, actual with { Tags = [], Fields = [] });
    }

    private static long Bits(KeyValuePair<string, FieldValue> field) => BitConverter.DoubleToInt64Bits(field.Value.AsNumber);
}
