namespace EventEdge.Contracts.Events;

/// <summary>
/// Values in saved state: the kind as a byte, then the value. Whole numbers that no double holds have forms of their own.
/// </summary>
internal static class FieldValueState
{
    private const byte Whole = 16;
    private const byte Digits = 17;

    /// <summary>Writes a value.</summary>
    public static void WriteValue(this BinaryWriter writer, in FieldValue value)
    {
        if (value.IsRounded) writer.WriteRounded(value);
        else writer.WritePlain(value);
    }

    /// <summary>Reads what <see cref="WriteValue"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The byte is no kind of value.</exception>
    public static FieldValue ReadValue(this BinaryReader reader) => reader.ReadByte() switch
    {
        (byte)FieldKind.Missing => FieldValue.Missing,
        (byte)FieldKind.Null => FieldValue.Null,
        (byte)FieldKind.Boolean => FieldValue.Of(reader.ReadBoolean()),
        (byte)FieldKind.Number => FieldValue.Of(reader.ReadDouble()),
        (byte)FieldKind.Text => FieldValue.Of(reader.ReadString()),
        Whole => FieldValue.Of(reader.ReadInt64()),
        Digits => WholeNumber.OfDigits(reader.ReadString()),
        var other => throw new InvalidDataException($"saved state holds a value of unknown kind {other}"),
    };

    private static void WriteRounded(this BinaryWriter writer, in FieldValue value)
    {
        if (value.TryGetWhole(out var whole))
        {
            writer.Write(Whole);
            writer.Write(whole);
            return;
        }

        writer.Write(Digits);
        writer.Write(value.Digits!);
    }

    private static void WritePlain(this BinaryWriter writer, in FieldValue value)
    {
        writer.Write((byte)value.Kind);
        switch (value.Kind)
        {
            case FieldKind.Boolean: writer.Write(value.AsBoolean); break;
            case FieldKind.Number: writer.Write(value.AsNumber); break;
            case FieldKind.Text: writer.Write(value.AsText!); break;
        }
    }
}
