using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>Field values in saved state, and the order that decides between two of the same time.</summary>
internal static class FieldValueCodec
{
    /// <summary>Writes a value.</summary>
    public static void Write(BinaryWriter writer, FieldValue value)
    {
        writer.Write((byte)value.Kind);
        if (value.Kind == FieldKind.Number) writer.Write(value.AsNumber);
        else if (value.Kind == FieldKind.Boolean) writer.Write(value.AsBoolean);
        else if (value.Kind == FieldKind.Text) writer.Write(value.AsText!);
    }

    /// <summary>Reads a value that <see cref="Write"/> wrote.</summary>
    public static FieldValue Read(BinaryReader reader) => (FieldKind)reader.ReadByte() switch
    {
        FieldKind.Number => FieldValue.Of(reader.ReadDouble()),
        FieldKind.Boolean => FieldValue.Of(reader.ReadBoolean()),
        FieldKind.Text => FieldValue.Of(reader.ReadString()),
        FieldKind.Null => FieldValue.Null,
        _ => FieldValue.Missing,
    };

    /// <summary>Orders by kind, then by value: numbers by size (minus zero before zero), texts by code unit.</summary>
    public static int Compare(FieldValue left, FieldValue right)
    {
        if (left.Kind != right.Kind) return left.Kind.CompareTo(right.Kind);
        return left.Kind switch
        {
            FieldKind.Number => Compare(left.AsNumber, right.AsNumber),
            FieldKind.Boolean => left.AsBoolean.CompareTo(right.AsBoolean),
            FieldKind.Text => string.CompareOrdinal(left.AsText, right.AsText),
            _ => 0,
        };
    }

    // Minus zero comes before zero: equal to the eye of CompareTo, but not to a reader of the result.
    private static int Compare(double left, double right)
    {
        var order = left.CompareTo(right);
        return order != 0 ? order : double.IsNegative(right).CompareTo(double.IsNegative(left));
    }
}
