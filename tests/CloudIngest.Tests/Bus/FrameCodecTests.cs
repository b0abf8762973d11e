using CsCheck;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Tests.Bus;

public sealed class FrameCodecTests
{
    private static readonly Gen<FieldValue> Value = Gen.OneOf(
        Gen.Double.Where(double.IsFinite).Select(FieldValue.Of),
        OneOf(0.0, -0.0, double.Epsilon, double.MaxValue, 1e21, 0.1).Select(FieldValue.Of),
        Gen.Long.Select(FieldValue.Of),
        Gen.ULong.Select(FieldValue.Of),
        Gen.Bool.Select(FieldValue.Of),
        Gen.String.AlphaNumeric.Select(FieldValue.Of));

    private static readonly Gen<Point> AnyPoint =
        from measurement in OneOf("a", "b")
        from tags in OneOf<string[]>([], ["device"], ["device", "site"])
        from fields in OneOf<string[]>(["x"], ["x", "y"])
        from tagValues in OneOf("1", "2", "3").Array[2]
        from fieldValues in Value.Array[2]
        from ticks in Gen.OneOf(Gen.Long[-1000, 1000].Select(s => s * TimeSpan.TicksPerSecond), Gen.Long[0, 1L << 58])
        from window in Gen.OneOf(Gen.Const(() => (long?)null), Gen.Long[1, 1L << 40].Select(length => (long?)length))
        from revision in Gen.Int[0, 3]
        from partial in Gen.Bool
        select new Point
        {
            Measurement = measurement,
            Tags = [.. tags.Select((name, i) => KeyValuePair.Create(name, tagValues[i]))],
            Fields = [.. fields.Select((name, i) => KeyValuePair.Create(name, fieldValues[i]))],
            Time = DateTimeOffset.UnixEpoch.AddTicks(ticks),
            WindowEnd = window is null ? null : DateTimeOffset.UnixEpoch.AddTicks(ticks + window.Value),
            Revision = revision,
            Partial = partial,
            Shared = partial != revision > 1,
        };

    [Fact]
    public void Every_point_returns_exactly_as_it_was() => AnyPoint.Array[0, 30].Sample(points =>
    {
        var sent = points.Select((point, i) => Some.FramePoint(point, 7 + (i / 2))).ToList();

        var read = FrameCodec.ToPoints(FrameBody.Decode(FrameBody.Encode(Some.Frame(sent, first: 5, last: 100))));

        // Points of different shape stand in different blocks; the order inside one sequence and shape is kept.
        Assert.Equal(sent.Select(Text).Order(), read.Select(Text).Order());
    });

    [Fact]
    public void The_order_of_a_series_is_kept()
    {
        var sent = Enumerable.Range(0, 50).Select(i => Some.FramePoint(Some.Point(window: i * 7 % 50, mean: i), i + 1)).ToList();

        Assert.Equal(sent.Select(Text), FrameCodec.ToPoints(Some.Frame(sent)).Select(Text));
    }

    [Fact]
    public void A_value_that_cannot_be_expressed_is_left_out()
    {
        var point = Some.Point().With("broken", double.NaN).With("infinite", double.PositiveInfinity);

        var read = FrameCodec.ToPoints(FrameBody.Decode(FrameBody.Encode(Some.Frame([Some.FramePoint(point)]))));

        Assert.Equal(["count", "mean"], read.Single().Point.Fields.Select(field => field.Key));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"format":2,"node":"n","epoch":"0b5e1d2c-7f43-4d0f-9b7a-3a6f0c1d2e4f","class":"normal","first_sequence":1,""" +
        """ "last_sequence":1,"sent_at":"2026-01-01T00:00:00Z","series":[]}""")]
    public void What_is_not_a_frame_is_refused_with_a_reason(string body) =>
        Assert.NotEmpty(Assert.Throws<FrameFormatException>(() => FrameBody.Decode(System.Text.Encoding.UTF8.GetBytes(body))).Message);

    [Fact]
    public void Columns_that_contradict_each_other_are_refused()
    {
        var frame = Some.Frame([Some.FramePoint(), Some.FramePoint(Some.Point(1, mean: 3))]);
        var block = frame.Series[0];
        foreach (var broken in new[]
        {
            block with { Count = 3 },
            block with { Sequence = [0, 5] },
            block with { Time = block.Time with { Unit = "h" } },
            block with { Tags = [new TagColumn("device", ["a"], [0, 1])] },
            block with { Fields = [new FieldColumn("x", [1, 2, 3])] },
        })
        {
            Assert.Throws<FrameFormatException>(() => FrameCodec.ToPoints(frame with { Series = [broken] }));
        }
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 4)]
    public void A_range_of_records_that_is_none_is_refused(long first, long last) =>
        Assert.Throws<FrameFormatException>(() => FrameCodec.ToPoints(Some.Frame([], first, last)));

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 4)]
    [InlineData(5, 10)]
    public void What_is_deferred_lies_before_the_frame(long first, long last) =>
        Assert.Throws<FrameFormatException>(
            () => FrameCodec.ToPoints(Some.Frame([], 10, 12) with { Deferred = [new DeferredRange(first, last)] }));

    [Fact]
    public void What_is_deferred_crosses_the_bus_as_it_is()
    {
        var sent = Some.Frame([], 10, 12) with { Deferred = [new DeferredRange(1, 4), new DeferredRange(7, 9)] };

        Assert.Equal(sent.Deferred, FrameBody.Decode(FrameBody.Encode(sent)).Deferred);
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static string Text(FramePoint p) => string.Join(
        '|', p.Sequence, p.Binding, p.Version, p.Point.Measurement, p.Point.Time.UtcTicks, p.Point.WindowEnd?.UtcTicks, p.Point.Revision,
        p.Point.Partial, p.Point.Shared,
        string.Join(',', p.Point.Tags.Select(tag => $"{tag.Key}={tag.Value}")),
        string.Join(',', p.Point.Fields.Select(field => $"{field.Key}={Bits(field.Value)}")));

    private static string Bits(FieldValue value) =>
        value.IsNumber ? $"{BitConverter.DoubleToInt64Bits(value.AsNumber)}" : $"{value.Kind}:{value}";
}
