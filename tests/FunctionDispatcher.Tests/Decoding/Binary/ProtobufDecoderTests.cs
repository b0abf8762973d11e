using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using static EventEdge.FunctionDispatcher.Tests.Decoding.Binary.PlantMessages;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Binary;

/// <summary>Descriptors and messages are written by Google.Protobuf.</summary>
public sealed class ProtobufDecoderTests
{
    private static readonly byte[] Plant = PlantSet("proto3");

    [Theory]
    [InlineData(1, "value_double=21.7")]
    [InlineData(2, "value_float=21.7")]
    [InlineData(3, "value_int64=-9223372036854775808")]
    [InlineData(4, "value_uint64=18446744073709551615")]
    [InlineData(5, "value_int32=-5")]
    [InlineData(6, "value_fixed64=9007199254740993")]
    [InlineData(7, "value_fixed32=4294967295")]
    [InlineData(8, "value_bool=true")]
    [InlineData(9, "value_string='Kühl'")]
    [InlineData(12, "value_bytes='AQL/'")]
    [InlineData(13, "value_uint32=4000000000")]
    [InlineData(14, "value_enum='RUN'")]
    [InlineData(15, "value_sfixed32=-7")]
    [InlineData(16, "value_sfixed64=-8")]
    [InlineData(17, "value_sint32=-2147483648")]
    [InlineData(18, "value_sint64=-9223372036854775808")]
    public void A_value_of_every_type_is_read(int kind, string field) =>
        Assert.Contains(field, Of("plant.Scalars").Read(Written(output => Write(output, kind))).Split(' '));

    [Fact]
    public void What_is_left_out_of_proto3_is_zero_and_of_proto2_missing()
    {
        var zeros = Of("plant.Scalars").Read([]);
        Assert.StartsWith("value_double=0 value_float=0 value_int64=0", zeros, StringComparison.Ordinal);
        Assert.Contains("value_bool=false value_string='' value_bytes=''", zeros, StringComparison.Ordinal);
        Assert.Contains("value_enum='IDLE'", zeros, StringComparison.Ordinal);
        Assert.Equal(string.Empty, DecoderBench.Of(Decode("plant.Scalars"), PlantSet("proto2")).Read([]));
    }

    [Fact]
    public void Elements_of_a_repeated_message_are_events_with_the_fields_beside_them()
    {
        var bytes = Written(output =>
        {
            Message(output, 2, Written(inner => WriteReading(inner, 21.5, 7)));
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteString("press1");
            Message(output, 2, Written(inner => WriteReading(inner, 22.5, null)));
        });

        Assert.Equal(
            "device='press1' temperature=21.5 count=7 | device='press1' temperature=22.5",
            Of("plant.Batch", "readings").Read(bytes));
        Assert.Equal(
            "readings.0.temperature=21.5 readings.0.count=7 device='press1' readings.1.temperature=22.5", Of("plant.Batch").Read(bytes));
        Assert.Equal(string.Empty, Of("plant.Batch", "readings").Read([]));
    }

    [Fact]
    public void Lists_may_be_packed_or_not()
    {
        var packed = Written(output => Message(output, 3, [1, 2, 0x96, 1]));
        var single = Written(output =>
        {
            foreach (var value in new[] { 1, 2, 150 })
            {
                output.WriteTag(3, WireFormat.WireType.Varint);
                output.WriteInt32(value);
            }
        });

        Assert.Equal("device='' samples.0=1 samples.1=2 samples.2=150", Sorted(Of("plant.Batch").Read(packed)));
        Assert.Equal(Sorted(Of("plant.Batch").Read(packed)), Sorted(Of("plant.Batch").Read(single)));
    }

    [Theory]
    [InlineData("plant.Batch", "0a", "not a plant.Batch at byte 1")]
    [InlineData("plant.Batch", "0aff", "not a plant.Batch at byte 2")]
    [InlineData("plant.Batch", "0a02c328", "the text 'device' at byte 2 is not UTF-8")]
    [InlineData("plant.Batch", "0801", "not a plant.Batch at byte 1: 'device' has wire type 0, which String has not")]
    [InlineData("plant.Batch", "00", "not a plant.Batch at byte 0")]
    [InlineData("plant.Batch", "0f", "not a plant.Batch at byte 0")]
    [InlineData("plant.Batch", "1203090000", "not a plant.Reading at byte 3")]
    [InlineData("plant.Batch", "8801808080808080808080808001", "not a plant.Batch at byte 0")]
    [InlineData("plant.Batch", "7b7b7b", "not a plant.Batch at byte 0")]
    [InlineData("plant.Needs", "", "the plant.Needs at byte 0 has no 'id', which it needs")]
    public void What_is_no_message_is_told_with_its_place(string message, string hex, string problem) =>
        Assert.Equal(
            $"! {problem}",
            DecoderBench.Of(Decode(message), PlantSet(message.EndsWith("Needs", StringComparison.Ordinal) ? "proto2" : "proto3"))
                .Read(Convert.FromHexString(hex)));

    [Fact]
    public void Fields_that_are_not_declared_are_passed_over() =>
        Assert.Equal("device='x'", Of("plant.Batch").Read(Convert.FromHexString("a00601" + "a30608017b7c" + "a406" + "0a0178")));

    [Fact]
    public void Nesting_has_a_limit()
    {
        byte[] bytes = [];
        for (var i = 0; i < 100; i++) bytes = Written(output => Message(output, 4, bytes));
        Assert.StartsWith("! nested deeper than 32 at byte", Of("plant.Batch").Read(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plant.Bach", null, "'plant.pb' has no message 'plant.Bach'; did you mean 'plant.Batch'?")]
    [InlineData("plant.Batch", "reading", "'each': plant.Batch has no field 'reading'")]
    [InlineData("plant.Batch", "device", "'each': 'device' of plant.Batch is no repeated message")]
    [InlineData("plant.Batch", "readings.temperature", "'each': 'readings' of plant.Batch is no single message")]
    public void Names_that_are_not_there_are_told(string message, string? each, string problem) =>
        Assert.Equal($"! {problem}", Of(message, each).Read([]));

    [Theory]
    [InlineData("")]
    [InlineData("no descriptor")]
    public void What_is_no_descriptor_set_is_told(string content) =>
        Assert.StartsWith(
            "! 'plant.pb': it is no descriptor set",
            DecoderBench.Of(Decode("plant.Batch"), System.Text.Encoding.UTF8.GetBytes(content)).Read([]), StringComparison.Ordinal);

    [Fact]
    public void A_descriptor_set_without_its_imports_is_told() =>
        Assert.Equal(
            "! 'plant.pb': 'google.protobuf.SourceContext' is not in the descriptor set: 'protoc --include_imports' puts it there",
            DecoderBench.Of(Decode("google.protobuf.Option"), SetOf(TypeReflection.Descriptor)).Read([]));

    [Fact]
    public void Messages_of_one_value_are_that_value()
    {
        var set = SetOf(TimestampReflection.Descriptor, DurationReflection.Descriptor, WrappersReflection.Descriptor, Wrapping());
        var bytes = Written(output =>
        {
            Message(output, 1, new Timestamp { Seconds = 1_700_000_000, Nanos = 123_456_789 }.ToByteArray());
            Message(output, 2, new Duration { Seconds = -1, Nanos = -500_000_000 }.ToByteArray());
            Message(output, 3, new DoubleValue { Value = 21.5 }.ToByteArray());
            Message(output, 4, new StringValue { Value = "x" }.ToByteArray());
            Message(output, 5, new Int64Value().ToByteArray());
        });

        Assert.Equal(
            "at='2023-11-14T22:13:20.123456789Z' took=-1.5 level=21.5 note='x' count=0",
            DecoderBench.Of(Decode("plant.Wrapped"), set).Read(bytes));
    }

    private static string Sorted(string fields) => string.Join(' ', fields.Split(' ').Order(StringComparer.Ordinal));

    private static DecoderBench Of(string message, string? each = null) => DecoderBench.Of(Decode(message, each), Plant);

    private static string Decode(string message, string? each = null) =>
        $"{{ protobuf: {{ descriptor: plant.pb, message: {message}{(each is null ? string.Empty : $", each: {each}")} }} }}";
}
