using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB.Values;

/// <summary>What has no scalar value, as JSON: lists, data sets, and what is said of a metric beside its value.</summary>
internal static class SparkplugJson
{
    /// <summary>Most characters of one value, in bytes of UTF-8: a bit of a list takes six.</summary>
    public const int SizeLimit = 1024 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A list or a data set; says what is wrong, or null.</summary>
    public static string? Of(SparkplugDataType type, byte[]? bytes, out string json) => Write(
        (writer, content) => type == SparkplugDataType.DataSet
            ? SparkplugDataSet.Write(writer, content) : SparkplugArray.Write(writer, type, content),
        bytes, out json);

    /// <summary>What is said beside a value; says what is wrong, or null.</summary>
    /// <param name="bytes">The property set as it stands.</param>
    /// <param name="json">The same as an object.</param>
    /// <param name="quality">How good the value is; null where that is not said.</param>
    public static string? OfProperties(byte[] bytes, out string json, out long? quality)
    {
        long? said = null;
        var problem = Write((writer, content) => SparkplugProperties.Write(writer, content, 0, ref said), bytes, out json);
        quality = said;
        return problem;
    }

    /// <summary>A number of four bytes, in its own digits; what is none is null.</summary>
    public static void WriteFloat(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }

    /// <summary>A number of eight bytes; what is none is null.</summary>
    public static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }

    /// <summary>A whole number of a type.</summary>
    public static void WriteWhole(Utf8JsonWriter json, ulong bits, SparkplugDataType type) =>
        json.WriteRawValue(SparkplugValue.WholeOf(bits, type).ToString());

    private static string? Write(Writing write, byte[]? bytes, out string json)
    {
        json = string.Empty;
        var output = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(output, Options);
        if (write(writer, bytes) is { } problem) return problem;
        writer.Flush();
        if (output.WrittenCount > SizeLimit) return $"is longer than {SizeLimit} bytes as JSON";
        json = Encoding.UTF8.GetString(output.WrittenSpan);
        return null;
    }

    private delegate string? Writing(Utf8JsonWriter json, ReadOnlySpan<byte> content);
}
