using System.Text;
using System.Text.Unicode;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Items;
using EventEdge.FunctionDispatcher.Decoders.Wire;

namespace EventEdge.FunctionDispatcher.Decoders.Protobuf;

/// <summary>Bits and bytes of the wire as values.</summary>
internal static class ProtobufValue
{
    /// <summary>Which length a kind has on the wire, where it stands alone.</summary>
    public static WireType WireTypeOf(ProtobufKind kind) => kind switch
    {
        ProtobufKind.Double or ProtobufKind.Fixed64 or ProtobufKind.SFixed64 => WireType.Fixed64,
        ProtobufKind.Float or ProtobufKind.Fixed32 or ProtobufKind.SFixed32 => WireType.Fixed32,
        ProtobufKind.String or ProtobufKind.Bytes or ProtobufKind.Message => WireType.Bytes,
        ProtobufKind.Group => WireType.Group,
        _ => WireType.Varint,
    };

    /// <summary>A number, truth value or name of an enumeration.</summary>
    public static FieldValue OfBits(ProtobufField field, ulong bits) => field.Kind switch
    {
        ProtobufKind.Double => Real(BitConverter.UInt64BitsToDouble(bits)),
        ProtobufKind.Float => Real(ShortestDecimal.Of(BitConverter.UInt32BitsToSingle((uint)bits))),
        ProtobufKind.Int64 or ProtobufKind.SFixed64 => FieldValue.Of((long)bits),
        ProtobufKind.UInt64 or ProtobufKind.Fixed64 => FieldValue.Of(bits),
        ProtobufKind.Int32 or ProtobufKind.SFixed32 => FieldValue.Of((long)(int)bits),
        ProtobufKind.UInt32 or ProtobufKind.Fixed32 => FieldValue.Of((long)(uint)bits),
        ProtobufKind.SInt32 => FieldValue.Of((long)((int)((uint)bits >> 1) ^ -(int)(bits & 1))),
        ProtobufKind.SInt64 => FieldValue.Of((long)(bits >> 1) ^ -(long)(bits & 1)),
        ProtobufKind.Bool => FieldValue.Of(bits != 0),
        _ => field.Enumeration!.TryGetValue((int)bits, out var name) ? FieldValue.Of(name) : FieldValue.Of((long)(int)bits),
    };

    /// <summary>A text or bytes; false for a text that is not UTF-8.</summary>
    public static bool TryOfBytes(ProtobufField field, ReadOnlySpan<byte> bytes, PayloadFields? fields, out FieldValue value)
    {
        value = default;
        if (field.Kind == ProtobufKind.Bytes) value = FieldValue.Of(Convert.ToBase64String(bytes));
        else if (Utf8.IsValid(bytes)) value = FieldValue.Of(fields?.Text(bytes) ?? Encoding.UTF8.GetString(bytes));
        return value.Kind != FieldKind.Missing;
    }

    /// <summary>What a field is that is not there because it is zero.</summary>
    public static FieldValue ZeroOf(ProtobufField field) =>
        field.Kind is ProtobufKind.String or ProtobufKind.Bytes ? FieldValue.Of(string.Empty) : OfBits(field, 0);

    private static FieldValue Real(double number) => double.IsFinite(number) ? FieldValue.Of(number) : FieldValue.Null;
}
