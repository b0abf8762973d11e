using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Items;
using EventEdge.FunctionDispatcher.Decoders.Wire;

namespace EventEdge.FunctionDispatcher.Decoders.Protobuf;

/// <summary>
/// Messages that stand for one value: times as ISO 8601 with all their digits, durations as seconds, and the wrappers of single values.
/// </summary>
internal static class WellKnownMessages
{
    private const string Package = "google.protobuf.";

    public static bool IsKnown(string name) => name.StartsWith(Package, StringComparison.Ordinal) && name[Package.Length..] is
        "Timestamp" or "Duration" or "DoubleValue" or "FloatValue" or "Int64Value" or "UInt64Value" or "Int32Value" or "UInt32Value"
        or "BoolValue" or "StringValue" or "BytesValue";

    /// <summary>Reads one of them; false when it is broken.</summary>
    public static bool TryRead(ProtobufMessageType message, ReadOnlySpan<byte> content, out FieldValue value)
    {
        value = default;
        return message.Name[Package.Length..] switch
        {
            "Timestamp" => TryReadTime(content, out value),
            "Duration" => TryReadDuration(content, out value),
            _ => message.Find(1) is { } field && TryReadWrapped(field, content, out value),
        };
    }

    private static bool TryReadParts(ReadOnlySpan<byte> content, out long seconds, out int nanoseconds)
    {
        (seconds, nanoseconds) = (0, 0);
        var fields = new DescriptorFields(content);
        while (fields.Next())
        {
            if (fields.Number == 1) seconds = (long)fields.Bits;
            if (fields.Number == 2) nanoseconds = (int)fields.Bits;
        }

        return !fields.IsBroken;
    }

    private static bool TryReadTime(ReadOnlySpan<byte> content, out FieldValue value)
    {
        value = default;
        if (!TryReadParts(content, out var seconds, out var nanoseconds)) return false;
        if (nanoseconds < 0 || !PreciseTime.TryFormat(seconds, (uint)nanoseconds, out var text)) return false;
        value = FieldValue.Of(text);
        return true;
    }

    private static bool TryReadDuration(ReadOnlySpan<byte> content, out FieldValue value)
    {
        var isGood = TryReadParts(content, out var seconds, out var nanoseconds);
        value = nanoseconds == 0 ? FieldValue.Of(seconds) : FieldValue.Of(seconds + (nanoseconds / 1e9));
        return isGood;
    }

    private static bool TryReadWrapped(ProtobufField field, ReadOnlySpan<byte> content, out FieldValue value)
    {
        value = ProtobufValue.ZeroOf(field);
        var reader = new WireReader(content);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadTag(out var number, out var type)) return false;
            if (number != 1 || type != ProtobufValue.WireTypeOf(field.Kind))
            {
                if (!reader.TrySkip(number, type)) return false;
            }
            else if (type == WireType.Bytes)
            {
                if (!reader.TryReadBytes(out var bytes) || !ProtobufValue.TryOfBytes(field, bytes, null, out value)) return false;
            }
            else
            {
                if (!reader.TryReadBits(type, out var bits)) return false;
                value = ProtobufValue.OfBits(field, bits);
            }
        }

        return true;
    }
}
