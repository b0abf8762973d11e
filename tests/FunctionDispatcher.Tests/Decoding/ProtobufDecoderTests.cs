using System.Collections;
using System.Globalization;
using CsCheck;
using EventEdge.Contracts.Events;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Kind = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;
using Label = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Label;

namespace EventEdge.FunctionDispatcher.Tests.Decoding;

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

    /// <summary>Google's own reflection says what fields a message has; proto3 with maps, a oneof, enumerations and nesting.</summary>
    [Fact]
    public void What_the_library_of_record_writes_comes_back()
    {
        var set = SetOf(
            AnyReflection.Descriptor, SourceContextReflection.Descriptor, TypeReflection.Descriptor, StructReflection.Descriptor);
        Gen.Select(Types, Gen.Select(Gen.Char.AlphaNumeric, Values).Array[0, 4]).Sample((type, values) =>
        {
            Assert.Equal(Flat(type), Read("google.protobuf.Type", type));
            var map = new Struct();
            foreach (var (name, value) in values) map.Fields[$"{name}"] = value;
            Assert.Equal(Flat(map), Read("google.protobuf.Struct", map));
        }, iter: 200);

        SortedDictionary<string, string> Read(string name, IMessage message) =>
            ItemTrees.FieldsOf(DecoderBench.Of(Decode(name), set).One(message.ToByteArray()));
    }

    private static Gen<Google.Protobuf.WellKnownTypes.Type> Types =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 8], Gen.Int[0, 18], Gen.Int, Gen.Bool, Gen.Byte.Array[0, 9], Gen.Int[0, 3])
            .Select((name, kind, number, packed, any, count) =>
            {
                var type = new Google.Protobuf.WellKnownTypes.Type { Name = name, Syntax = (Google.Protobuf.WellKnownTypes.Syntax)(kind % 4) };
                for (var i = 0; i < count; i++)
                {
                    type.Fields.Add(new Field { Kind = (Field.Types.Kind)kind, Number = number, Name = name, Packed = packed });
                    type.Oneofs.Add(name + i);
                    type.Options.Add(new Option { Name = name, Value = new Any { TypeUrl = "t", Value = ByteString.CopyFrom(any) } });
                }

                if (packed) type.SourceContext = new SourceContext { FileName = name };
                return type;
            });

    private static Gen<Value> Values => Gen.OneOf(
        Gen.Double[-1e9, 1e9].Select(Value.ForNumber), Gen.Bool.Select(Value.ForBool), Gen.Const(0).Select(_ => Value.ForNull()),
        Gen.String[Gen.Char.AlphaNumeric, 0, 9].Select(Value.ForString),
        Gen.Double.Array[0, 3].Where(a => a.All(double.IsFinite)).Select(a => Value.ForList([.. a.Select(Value.ForNumber)])));

    // The fields that Google's reflection finds, as paths.
    private static SortedDictionary<string, string> Flat(IMessage message)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Flatten(message, string.Empty, fields);
        return fields;
    }

    private static void Flatten(IMessage message, string path, SortedDictionary<string, string> fields)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (field.IsMap)
            {
                foreach (DictionaryEntry entry in (IDictionary)value) Add(field, entry.Value!, $"{path}{field.Name}.{entry.Key}", fields);
            }
            else if (value is IList list)
            {
                for (var i = 0; i < list.Count; i++) Add(field, list[i]!, $"{path}{field.Name}.{i}", fields);
            }
            else if (!field.HasPresence || field.Accessor.HasValue(message)) Add(field, value, path + field.Name, fields);
        }
    }

    private static void Add(FieldDescriptor field, object value, string path, SortedDictionary<string, string> fields)
    {
        if (value is IMessage message) Flatten(message, $"{path}.", fields);
        else if (field.FieldType == FieldType.Enum)
            fields[path] = field.EnumType.FindValueByNumber((int)value) is { } named ? $"Text {named.Name}" : $"Number {(int)value}";
        else fields[path] = value switch
        {
            ByteString bytes => $"Text {bytes.ToBase64()}",
            string text => $"Text {text}",
            bool truth => $"Boolean {(truth ? "true" : "false")}",
            double number => $"Number {FieldValue.Of(number)}",
            _ => $"Number {Convert.ToString(value, CultureInfo.InvariantCulture)}",
        };
    }

    private static string Sorted(string fields) => string.Join(' ', fields.Split(' ').Order(StringComparer.Ordinal));

    private static DecoderBench Of(string message, string? each = null) => DecoderBench.Of(Decode(message, each), Plant);

    private static string Decode(string message, string? each = null) =>
        $"{{ protobuf: {{ descriptor: plant.pb, message: {message}{(each is null ? string.Empty : $", each: {each}")} }} }}";

    private static byte[] Written(Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory, leaveOpen: true)) write(output);
        return memory.ToArray();
    }

    private static void Message(CodedOutputStream output, int field, byte[] content)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
    }

    private static void WriteReading(CodedOutputStream output, double temperature, int? count)
    {
        output.WriteTag(1, WireFormat.WireType.Fixed64);
        output.WriteDouble(temperature);
        if (count is null) return;
        output.WriteTag(2, WireFormat.WireType.Varint);
        output.WriteSInt32(count.Value);
    }

    private static void Write(CodedOutputStream output, int kind)
    {
        var type = (Kind)kind switch
        {
            Kind.Double or Kind.Fixed64 or Kind.Sfixed64 => WireFormat.WireType.Fixed64,
            Kind.Float or Kind.Fixed32 or Kind.Sfixed32 => WireFormat.WireType.Fixed32,
            Kind.String or Kind.Bytes => WireFormat.WireType.LengthDelimited,
            _ => WireFormat.WireType.Varint,
        };
        output.WriteTag(kind, type);
        switch ((Kind)kind)
        {
            case Kind.Double: output.WriteDouble(21.7); break;
            case Kind.Float: output.WriteFloat(21.7f); break;
            case Kind.Int64: output.WriteInt64(long.MinValue); break;
            case Kind.Uint64: output.WriteUInt64(ulong.MaxValue); break;
            case Kind.Int32: output.WriteInt32(-5); break;
            case Kind.Fixed64: output.WriteFixed64(9007199254740993); break;
            case Kind.Fixed32: output.WriteFixed32(uint.MaxValue); break;
            case Kind.Bool: output.WriteBool(true); break;
            case Kind.String: output.WriteString("Kühl"); break;
            case Kind.Bytes: output.WriteBytes(ByteString.CopyFrom(1, 2, 255)); break;
            case Kind.Uint32: output.WriteUInt32(4_000_000_000); break;
            case Kind.Enum: output.WriteEnum(1); break;
            case Kind.Sfixed32: output.WriteSFixed32(-7); break;
            case Kind.Sfixed64: output.WriteSFixed64(-8); break;
            case Kind.Sint32: output.WriteSInt32(int.MinValue); break;
            default: output.WriteSInt64(long.MinValue); break;
        }
    }

    private static byte[] SetOf(params FileDescriptor[] files) => SetOf([.. files.Select(f => f.ToProto())]);

    private static byte[] SetOf(params FileDescriptorProto[] files) => new FileDescriptorSet { File = { files } }.ToByteArray();

    private static byte[] SetOf(FileDescriptor first, FileDescriptor second, FileDescriptor third, FileDescriptorProto own) =>
        SetOf(first.ToProto(), second.ToProto(), third.ToProto(), own);

    private static FieldDescriptorProto FieldOf(string name, int number, Kind type, string? typeName = null, Label label = Label.Optional)
    {
        var field = new FieldDescriptorProto { Name = name, Number = number, Type = type, Label = label };
        if (typeName is not null) field.TypeName = typeName;
        return field;
    }

    private static FileDescriptorProto Wrapping() => new()
    {
        Name = "wrapped.proto", Package = "plant", Syntax = "proto3",
        MessageType =
        {
            new DescriptorProto
            {
                Name = "Wrapped",
                Field =
                {
                    FieldOf("at", 1, Kind.Message, ".google.protobuf.Timestamp"), FieldOf("took", 2, Kind.Message, ".google.protobuf.Duration"),
                    FieldOf("level", 3, Kind.Message, ".google.protobuf.DoubleValue"),
                    FieldOf("note", 4, Kind.Message, ".google.protobuf.StringValue"),
                    FieldOf("count", 5, Kind.Message, ".google.protobuf.Int64Value"),
                },
            },
        },
    };

    private static byte[] PlantSet(string syntax)
    {
        var scalars = new DescriptorProto { Name = "Scalars" };
        foreach (var kind in Enumerable.Range(1, 18).Where(k => k is not (10 or 11)))
            scalars.Field.Add(FieldOf($"value_{(Kind)kind}".ToLowerInvariant(), kind, (Kind)kind, kind == 14 ? ".plant.State" : null));
        var reading = new DescriptorProto { Name = "Reading" };
        reading.Field.Add(FieldOf("temperature", 1, Kind.Double));
        reading.Field.Add(FieldOf("count", 2, Kind.Sint32));
        reading.Field[1].OneofIndex = 0;
        reading.Field[1].Proto3Optional = syntax == "proto3";
        reading.OneofDecl.Add(new OneofDescriptorProto { Name = "_count" });
        var batch = new DescriptorProto { Name = "Batch" };
        batch.Field.Add(FieldOf("device", 1, Kind.String));
        batch.Field.Add(FieldOf("readings", 2, Kind.Message, ".plant.Reading", Label.Repeated));
        batch.Field.Add(FieldOf("samples", 3, Kind.Int32, null, Label.Repeated));
        batch.Field.Add(FieldOf("inner", 4, Kind.Message, ".plant.Batch"));
        var needs = new DescriptorProto { Name = "Needs" };
        needs.Field.Add(FieldOf("id", 1, Kind.String, null, syntax == "proto2" ? Label.Required : Label.Optional));
        var file = new FileDescriptorProto { Name = "plant.proto", Package = "plant", MessageType = { scalars, reading, batch, needs } };
        if (syntax != "proto2") file.Syntax = syntax;
        file.EnumType.Add(new EnumDescriptorProto
        {
            Name = "State",
            Value = { new EnumValueDescriptorProto { Name = "IDLE", Number = 0 }, new EnumValueDescriptorProto { Name = "RUN", Number = 1 } },
        });
        return SetOf(file);
    }
}
