using EventEdge.FunctionDispatcher.Tests.Decoding.Binary;
using Google.Protobuf;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug;

/// <summary>Payloads of Sparkplug B, written by Google.Protobuf field by field.</summary>
internal static class SparkplugMessages
{
    public static byte[] Payload(ulong? timestamp, ulong? sequence, params byte[][] metrics) => PlantMessages.Written(output =>
    {
        if (timestamp is { } time) Number(output, 1, time);
        foreach (var metric in metrics) PlantMessages.Message(output, 2, metric);
        if (sequence is { } number) Number(output, 3, number);
    });

    /// <summary>A metric; what is null is left out.</summary>
    public static byte[] Metric(
        string? name = null, ulong? alias = null, int? type = null, object? value = null, ulong? timestamp = null, bool historical = false,
        bool isNull = false) => PlantMessages.Written(output =>
    {
        if (name is not null) Text(output, 1, name);
        if (alias is { } number) Number(output, 2, number);
        if (timestamp is { } time) Number(output, 3, time);
        if (type is { } kind) Number(output, 4, (ulong)kind);
        if (historical) Number(output, 5, 1);
        if (isNull) Number(output, 7, 1);
        Value(output, value);
    });

    private static void Value(CodedOutputStream output, object? value)
    {
        switch (value)
        {
            case null: break;
            case int number: Number(output, 10, (uint)number); break;
            case uint number: Number(output, 10, number); break;
            case long number: Number(output, 11, (ulong)number); break;
            case ulong number: Number(output, 11, number); break;
            case float number:
                output.WriteTag(12, WireFormat.WireType.Fixed32);
                output.WriteFloat(number);
                break;
            case double number:
                output.WriteTag(13, WireFormat.WireType.Fixed64);
                output.WriteDouble(number);
                break;
            case bool truth: Number(output, 14, truth ? 1u : 0u); break;
            case string text: Text(output, 15, text); break;
            case byte[] bytes: PlantMessages.Message(output, 16, bytes); break;
            default: throw new ArgumentException($"no field for {value.GetType()}", nameof(value));
        }
    }

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
