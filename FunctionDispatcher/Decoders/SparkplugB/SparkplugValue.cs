using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>Metrics as values.</summary>
internal static class SparkplugValue
{
    // Numbers of the fields that hold a value.
    private const int Int = 10;
    private const int Long = 11;
    private const int Float = 12;
    private const int Double = 13;
    private const int Boolean = 14;
    private const int Text = 15;

    /// <summary>The value of a metric; says what is wrong, or null.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="type">Its type, from its birth where it does not say it.</param>
    /// <param name="value">Its value; bytes, data sets, templates and lists of values as Base64.</param>
    public static string? Read(in SparkplugMetric metric, SparkplugDataType type, out FieldValue value)
    {
        value = FieldValue.Null;
        if (metric.IsNull || metric.ValueField == 0) return null;
        if (metric.Bytes is { } bytes)
        {
            value = FieldValue.Of(Convert.ToBase64String(bytes));
            return null;
        }

        if (type == SparkplugDataType.Unknown && metric.ValueField is Int or Long)
            return "has no type, and no birth says whether it is signed";
        var isFit = type switch
        {
            SparkplugDataType.Unknown => true,
            SparkplugDataType.Boolean => metric.ValueField == Boolean,
            SparkplugDataType.Float => metric.ValueField == Float,
            SparkplugDataType.Double => metric.ValueField is Double or Float,
            SparkplugDataType.String or SparkplugDataType.Text or SparkplugDataType.UUID => metric.ValueField == Text,
            <= SparkplugDataType.UInt64 or SparkplugDataType.DateTime => metric.ValueField is Int or Long,
            _ => false,
        };
        if (!isFit) return $"is a {type} and has a value of another type";
        value = metric.ValueField switch
        {
            Text => FieldValue.Of(metric.Text),
            Boolean => FieldValue.Of(metric.Bits != 0),
            Float => Real(ShortestDecimal.Of(BitConverter.UInt32BitsToSingle((uint)metric.Bits))),
            Double => Real(BitConverter.UInt64BitsToDouble(metric.Bits)),
            _ => Whole(metric, type),
        };
        return null;
    }

    private static FieldValue Real(double number) => double.IsFinite(number) ? FieldValue.Of(number) : FieldValue.Null;

    // Small negative numbers come as 32 bits, or cut to their own length.
    private static FieldValue Whole(in SparkplugMetric metric, SparkplugDataType type) => type switch
    {
        SparkplugDataType.Int8 when metric.Bits <= byte.MaxValue => FieldValue.Of((long)(sbyte)metric.Bits),
        SparkplugDataType.Int16 when metric.Bits <= ushort.MaxValue => FieldValue.Of((long)(short)metric.Bits),
        SparkplugDataType.Int8 or SparkplugDataType.Int16 or SparkplugDataType.Int32 when metric.Bits <= uint.MaxValue
            => FieldValue.Of((long)(int)metric.Bits),
        SparkplugDataType.Int8 or SparkplugDataType.Int16 or SparkplugDataType.Int32 or SparkplugDataType.Int64
            => FieldValue.Of((long)metric.Bits),
        _ => FieldValue.Of(metric.Bits),
    };
}
