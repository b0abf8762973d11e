using Google.Protobuf;
using Google.Protobuf.Reflection;
using Kind = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;
using Label = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Label;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Binary;

/// <summary>Descriptors and messages of a plant, written by Google.Protobuf.</summary>
internal static class PlantMessages
{
    public static byte[] Written(Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory, leaveOpen: true)) write(output);
        return memory.ToArray();
    }

    public static void Message(CodedOutputStream output, int field, byte[] content)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
    }

    public static void WriteReading(CodedOutputStream output, double temperature, int? count)
    {
        output.WriteTag(1, WireFormat.WireType.Fixed64);
        output.WriteDouble(temperature);
        if (count is null) return;
        output.WriteTag(2, WireFormat.WireType.Varint);
        output.WriteSInt32(count.Value);
    }

    public static void Write(CodedOutputStream output, int kind)
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

    public static byte[] SetOf(params FileDescriptor[] files) => SetOf([.. files.Select(f => f.ToProto())]);

    public static byte[] SetOf(params FileDescriptorProto[] files) => new FileDescriptorSet { File = { files } }.ToByteArray();

    public static byte[] SetOf(FileDescriptor first, FileDescriptor second, FileDescriptor third, FileDescriptorProto own) =>
        SetOf(first.ToProto(), second.ToProto(), third.ToProto(), own);

    public static FieldDescriptorProto FieldOf(string name, int number, Kind type, string? typeName = null, Label label = Label.Optional)
    {
        var field = new FieldDescriptorProto { Name = name, Number = number, Type = type, Label = label };
        if (typeName is not null) field.TypeName = typeName;
        return field;
    }

    public static FileDescriptorProto Wrapping() => new()
    {
        Name = "wrapped.proto", Package = "plant", Syntax = "proto3",
        MessageType =
        {
            new DescriptorProto
            {
                Name = "Wrapped",
                Field =
                {
                    FieldOf("at", 1, Kind.Message, ".google.protobuf.Timestamp"),
                    FieldOf("took", 2, Kind.Message, ".google.protobuf.Duration"),
                    FieldOf("level", 3, Kind.Message, ".google.protobuf.DoubleValue"),
                    FieldOf("note", 4, Kind.Message, ".google.protobuf.StringValue"),
                    FieldOf("count", 5, Kind.Message, ".google.protobuf.Int64Value"),
                },
            },
        },
    };

    public static byte[] PlantSet(string syntax)
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
            Value =
            {
                new EnumValueDescriptorProto { Name = "IDLE", Number = 0 },
                new EnumValueDescriptorProto { Name = "RUN", Number = 1 },
            },
        });
        return SetOf(file);
    }
}
