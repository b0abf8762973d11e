using EventEdge.FunctionDispatcher.Tests.Decoding.Binary;
using Google.Protobuf;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug;

/// <summary>What metrics of Sparkplug B may hold beside scalar values, written by Google.Protobuf field by field.</summary>
internal static class SparkplugStructures
{
    /// <summary>A metric whose value is a message: a data set (17) or a template (18).</summary>
    public static byte[] Holding(string? name, int type, int field, byte[] content, ulong? alias = null) => PlantMessages.Written(output =>
    {
        if (name is not null) Text(output, 1, name);
        if (alias is { } number) Number(output, 2, number);
        if (type > 0) Number(output, 4, (ulong)type);
        PlantMessages.Message(output, field, content);
    });

    /// <summary>A metric with properties.</summary>
    public static byte[] Said(string name, double value, byte[] properties) => PlantMessages.Written(output =>
    {
        Text(output, 1, name);
        Number(output, 4, 10);
        PlantMessages.Message(output, 9, properties);
        output.WriteTag(13, WireFormat.WireType.Fixed64);
        output.WriteDouble(value);
    });

    public static byte[] Properties(string[] keys, params byte[][] values) => PlantMessages.Written(output =>
    {
        foreach (var key in keys) Text(output, 1, key);
        foreach (var value in values) PlantMessages.Message(output, 2, value);
    });

    /// <summary>A property whose value is a text, a whole number, a set (9) or a list of sets (10).</summary>
    public static byte[] Property(ulong type, string? text = null, int? whole = null, int field = 0, byte[]? content = null) =>
        PlantMessages.Written(output =>
        {
            Number(output, 1, type);
            if (whole is { } number) Number(output, 3, (uint)number);
            if (text is not null) Text(output, 8, text);
            if (content is not null) PlantMessages.Message(output, field, content);
        });

    /// <summary>A set of sets.</summary>
    public static byte[] List(params byte[][] sets) => PlantMessages.Written(output =>
    {
        foreach (var set in sets) PlantMessages.Message(output, 1, set);
    });

    public static byte[] Template(bool isDefinition, params byte[][] members) => PlantMessages.Written(output =>
    {
        foreach (var member in members) PlantMessages.Message(output, 2, member);
        Number(output, 5, isDefinition ? 1u : 0);
    });

    public static byte[] DataSet(ulong? count, string[] columns, ulong[] types, bool isPacked, params byte[][][] rows) =>
        PlantMessages.Written(output =>
        {
            if (count is { } number) Number(output, 1, number);
            foreach (var column in columns) Text(output, 2, column);
            if (isPacked) PlantMessages.Message(output, 3, [.. types.Select(type => (byte)type)]);
            else foreach (var type in types) Number(output, 3, type);
            foreach (var row in rows) PlantMessages.Message(output, 4, List(row));
        });

    public static byte[] Cell(int field, ulong value) => PlantMessages.Written(output => Number(output, field, value));

    public static byte[] Cell(string value) => PlantMessages.Written(output => Text(output, 6, value));

    private static void Number(CodedOutputStream output, int field, ulong value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteUInt64(value);
    }

    private static void Text(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }
}
