using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB.Values;

/// <summary>
/// Lists of values: one after the other, little end first; truth values eight a byte behind their count, texts ended by zero.
/// </summary>
internal static class SparkplugArray
{
    // As JSON each takes two bytes at least.
    private const int CountLimit = SparkplugJson.SizeLimit / 2;

    /// <summary>Writes a list; says what is wrong, or null.</summary>
    public static string? Write(Utf8JsonWriter json, SparkplugDataType type, ReadOnlySpan<byte> bytes)
    {
        json.WriteStartArray();
        var problem = type switch
        {
            SparkplugDataType.BooleanArray => WriteBits(json, bytes),
            SparkplugDataType.StringArray => WriteTexts(json, bytes),
            _ => WriteNumbers(json, type, bytes),
        };
        if (problem is null) json.WriteEndArray();
        return problem;
    }

    private static string? WriteNumbers(Utf8JsonWriter json, SparkplugDataType type, ReadOnlySpan<byte> bytes)
    {
        var width = WidthOf(type);
        if (bytes.Length % width != 0) return $"is a {type} of {bytes.Length} bytes, of which each value takes {width}";
        for (; !bytes.IsEmpty; bytes = bytes[width..]) WriteNumber(json, type, bytes[..width]);
        return null;
    }

    private static void WriteNumber(Utf8JsonWriter json, SparkplugDataType type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case SparkplugDataType.FloatArray: SparkplugJson.WriteFloat(json, BinaryPrimitives.ReadSingleLittleEndian(value)); break;
            case SparkplugDataType.DoubleArray: SparkplugJson.WriteDouble(json, BinaryPrimitives.ReadDoubleLittleEndian(value)); break;
            case SparkplugDataType.Int8Array: json.WriteNumberValue((sbyte)value[0]); break;
            case SparkplugDataType.Int16Array: json.WriteNumberValue(BinaryPrimitives.ReadInt16LittleEndian(value)); break;
            case SparkplugDataType.Int32Array: json.WriteNumberValue(BinaryPrimitives.ReadInt32LittleEndian(value)); break;
            case SparkplugDataType.UInt8Array: json.WriteNumberValue(value[0]); break;
            case SparkplugDataType.UInt16Array: json.WriteNumberValue(BinaryPrimitives.ReadUInt16LittleEndian(value)); break;
            case SparkplugDataType.UInt32Array: json.WriteNumberValue(BinaryPrimitives.ReadUInt32LittleEndian(value)); break;
            case SparkplugDataType.UInt64Array: json.WriteNumberValue(BinaryPrimitives.ReadUInt64LittleEndian(value)); break;
            default: json.WriteNumberValue(BinaryPrimitives.ReadInt64LittleEndian(value)); break;
        }
    }

    private static int WidthOf(SparkplugDataType type) => type switch
    {
        SparkplugDataType.Int8Array or SparkplugDataType.UInt8Array => 1,
        SparkplugDataType.Int16Array or SparkplugDataType.UInt16Array => 2,
        SparkplugDataType.Int32Array or SparkplugDataType.UInt32Array or SparkplugDataType.FloatArray => 4,
        _ => 8,
    };

    // The first of eight is the highest bit.
    private static string? WriteBits(Utf8JsonWriter json, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return null;
        if (bytes.Length < 4) return "is a BooleanArray without its count";
        var count = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var bits = bytes[4..];
        if (count > CountLimit || bits.Length != (count + 7) / 8) return $"is a BooleanArray of {count} values in {bits.Length} bytes";
        for (var index = 0; index < (int)count; index++) json.WriteBooleanValue((bits[index / 8] & (128 >> (index % 8))) != 0);
        return null;
    }

    private static string? WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)0);
            if (end < 0) return "is a StringArray whose last text has no end";
            if (!Utf8.IsValid(bytes[..end])) return "is a StringArray with a text that is not UTF-8";
            json.WriteStringValue(Encoding.UTF8.GetString(bytes[..end]));
            bytes = bytes[(end + 1)..];
        }

        return null;
    }
}
