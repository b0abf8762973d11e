using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Items;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB.Values;

/// <summary>Metrics as values.</summary>
internal static class SparkplugValue
{
    /// <summary>The field that holds a template.</summary>
    public const int Template = 18;

    // Numbers of the other fields that hold a value.
    private const int Int = 10;
    private const int Long = 11;
    private const int Float = 12;
    private const int Double = 13;
    private const int Boolean = 14;
    private const int Text = 15;
    private const int Bytes = 16;
    private const int DataSet = 17;

    /// <summary>The value of a metric; says what is wrong, or null.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="type">Its type, from its birth where it does not say it.</param>
    /// <param name="value">Its value; bytes as Base64, data sets and lists of values as JSON.</param>
    /// <param name="part">What it is.</param>
    public static string? Read(in SparkplugMetric metric, SparkplugDataType type, out FieldValue value, out SparkplugPart part)
    {
        value = FieldValue.Null;
        part = PartOf(type);
        if (metric.IsNull || metric.ValueField == 0) return null;
        if (type == SparkplugDataType.Unknown)
        {
            if (metric.ValueField is Int or Long) return "has no type, and no birth says whether it is signed";
            type = TypeOf(metric.ValueField);
            part = PartOf(type);
        }

        if (!IsFit(metric.ValueField, type)) return $"is a {type} and has a value of another type";
        if (part == SparkplugPart.Json)
        {
            var problem = SparkplugJson.Of(type, metric.Bytes, out var json);
            if (problem is null) value = FieldValue.Of(json);
            return problem;
        }

        value = metric.ValueField switch
        {
            Text => FieldValue.Of(metric.Text),
            Boolean => FieldValue.Of(metric.Bits != 0),
            Float => Real(ShortestDecimal.Of(BitConverter.UInt32BitsToSingle((uint)metric.Bits))),
            Double => Real(BitConverter.UInt64BitsToDouble(metric.Bits)),
            Bytes => FieldValue.Of(Convert.ToBase64String(metric.Bytes!)),
            _ => WholeOf(metric.Bits, type),
        };
        return null;
    }

    /// <summary>A whole number. Small negative ones come as 32 bits, or cut to their own length.</summary>
    public static FieldValue WholeOf(ulong bits, SparkplugDataType type) => type switch
    {
        SparkplugDataType.Int8 when bits <= byte.MaxValue => FieldValue.Of((long)(sbyte)bits),
        SparkplugDataType.Int16 when bits <= ushort.MaxValue => FieldValue.Of((long)(short)bits),
        SparkplugDataType.Int8 or SparkplugDataType.Int16 or SparkplugDataType.Int32 when bits <= uint.MaxValue
            => FieldValue.Of((long)(int)bits),
        SparkplugDataType.Int8 or SparkplugDataType.Int16 or SparkplugDataType.Int32 or SparkplugDataType.Int64
            => FieldValue.Of((long)bits),
        _ => FieldValue.Of(bits),
    };

    private static SparkplugDataType TypeOf(int field) => field switch
    {
        Float => SparkplugDataType.Float,
        Double => SparkplugDataType.Double,
        Boolean => SparkplugDataType.Boolean,
        Text => SparkplugDataType.String,
        DataSet => SparkplugDataType.DataSet,
        Template => SparkplugDataType.Template,
        _ => SparkplugDataType.Bytes,
    };

    private static SparkplugPart PartOf(SparkplugDataType type) => type switch
    {
        SparkplugDataType.Boolean => SparkplugPart.Boolean,
        SparkplugDataType.String or SparkplugDataType.Text or SparkplugDataType.UUID => SparkplugPart.Text,
        SparkplugDataType.Bytes or SparkplugDataType.File => SparkplugPart.Data,
        SparkplugDataType.DataSet or >= SparkplugDataType.Int8Array => SparkplugPart.Json,
        _ => SparkplugPart.Number,
    };

    private static bool IsFit(int field, SparkplugDataType type) => type switch
    {
        SparkplugDataType.Boolean => field == Boolean,
        SparkplugDataType.Float => field == Float,
        SparkplugDataType.Double => field is Double or Float,
        SparkplugDataType.String or SparkplugDataType.Text or SparkplugDataType.UUID => field == Text,
        SparkplugDataType.DataSet => field == DataSet,
        SparkplugDataType.Bytes or SparkplugDataType.File or >= SparkplugDataType.Int8Array => field == Bytes,
        <= SparkplugDataType.UInt64 or SparkplugDataType.DateTime => field is Int or Long,
        _ => false,
    };

    private static FieldValue Real(double number) => double.IsFinite(number) ? FieldValue.Of(number) : FieldValue.Null;
}
