using System.Collections;
using System.Globalization;
using CsCheck;
using EventEdge.Contracts.Events;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using static EventEdge.FunctionDispatcher.Tests.Decoding.Binary.PlantMessages;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Binary;

/// <summary>What Google.Protobuf writes is read as its own reflection understands it.</summary>
public sealed class ProtobufReflectionTests
{
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
            ItemTrees.FieldsOf(
                DecoderBench.Of($"{{ protobuf: {{ descriptor: plant.pb, message: {name} }} }}", set).One(message.ToByteArray()));
    }

    private static Gen<Google.Protobuf.WellKnownTypes.Type> Types =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 8], Gen.Int[0, 18], Gen.Int, Gen.Bool, Gen.Byte.Array[0, 9], Gen.Int[0, 3])
            .Select((name, kind, number, packed, any, count) =>
            {
                var type = new Google.Protobuf.WellKnownTypes.Type
                { Name = name, Syntax = (Google.Protobuf.WellKnownTypes.Syntax)(kind % 4) };
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
}
