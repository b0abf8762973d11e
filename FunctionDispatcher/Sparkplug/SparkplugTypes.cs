using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Sparkplug;

/// <summary>Which types values have.</summary>
internal static class SparkplugTypes
{
    /// <summary>The types that a field of a result can have, as the bindings file says them.</summary>
    public static readonly IReadOnlyList<string> Words =
    [
        .. Enum.GetNames<SparkplugDataType>().Skip(1).TakeWhile(name => name != nameof(SparkplugDataType.DataSet)),
    ];

    /// <summary>The type of a value that none was declared for.</summary>
    public static SparkplugDataType Of(in FieldValue value) => value.Kind switch
    {
        FieldKind.Boolean => SparkplugDataType.Boolean,
        FieldKind.Text => SparkplugDataType.String,
        _ => SparkplugDataType.Double,
    };

    /// <summary>Whether a value can be written as a type without becoming another.</summary>
    public static bool Fits(in FieldValue value, SparkplugDataType type) => type switch
    {
        _ when !value.Exists => true,
        SparkplugDataType.Boolean => value.Kind == FieldKind.Boolean,
        SparkplugDataType.String or SparkplugDataType.Text or SparkplugDataType.UUID => value.Kind == FieldKind.Text,
        SparkplugDataType.Float or SparkplugDataType.Double => value.IsNumber,
        SparkplugDataType.UInt64 => value.IsNumber && IsWhole(value, 0, ulong.MaxValue),
        _ => Range(type) is var (from, to) && value.IsNumber && IsWhole(value, from, to),
    };

    /// <summary>The bits of a whole number.</summary>
    public static ulong BitsOf(in FieldValue value) =>
        value.TryGetWhole(out var whole) ? (ulong)whole : ulong.TryParse(value.ToString(), out var large) ? large : 0;

    private static bool IsWhole(in FieldValue value, long from, ulong to)
    {
        if (value.TryGetWhole(out var whole)) return whole >= from && (whole < 0 || (ulong)whole <= to);
        return to == ulong.MaxValue && ulong.TryParse(value.ToString(), out _);
    }

    private static (long From, ulong To)? Range(SparkplugDataType type) => type switch
    {
        SparkplugDataType.Int8 => (sbyte.MinValue, (ulong)sbyte.MaxValue),
        SparkplugDataType.Int16 => (short.MinValue, (ulong)short.MaxValue),
        SparkplugDataType.Int32 => (int.MinValue, int.MaxValue),
        SparkplugDataType.Int64 => (long.MinValue, long.MaxValue),
        SparkplugDataType.UInt8 => (0, byte.MaxValue),
        SparkplugDataType.UInt16 => (0, ushort.MaxValue),
        SparkplugDataType.UInt32 => (0, uint.MaxValue),
        SparkplugDataType.DateTime => (0, long.MaxValue),
        _ => null,
    };
}
