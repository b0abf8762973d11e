using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using EventEdge.FunctionDispatcher.Decoders.Wire;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB.Values;

/// <summary>
/// What is said of a metric beside its value: <c>{"engUnit":"°C","Quality":192}</c>; sets in sets as objects, lists as lists.
/// </summary>
internal static class SparkplugProperties
{
    private const string Broken = "has broken properties";
    private const int DepthLimit = 8;

    // Numbers of the fields of a value: its type, whether it is null, its scalar kinds, sets.
    private const int First = 3;
    private const int Set = 9;
    private const int Sets = 10;

    /// <summary>Writes a set; says what is wrong, or null.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="bytes">The set.</param>
    /// <param name="depth">How many sets are around it.</param>
    /// <param name="quality">How good the value is, where the outermost set says it.</param>
    public static string? Write(Utf8JsonWriter json, ReadOnlySpan<byte> bytes, int depth, ref long? quality)
    {
        if (depth > DepthLimit) return $"has properties in properties, more than {DepthLimit} deep";
        var keys = new List<string>();
        var values = new List<Range>();
        var reader = new WireReader(bytes);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadTag(out var field, out var type)) return Broken;
            if (field is 1 or 2 && type == WireType.Bytes)
            {
                if (!reader.TryReadBytes(out var content) || (field == 1 && !Utf8.IsValid(content))) return Broken;
                if (field == 1) keys.Add(Encoding.UTF8.GetString(content));
                else values.Add(new(reader.Place - content.Length, reader.Place));
            }
            else if (type == WireType.EndGroup || !reader.TrySkip(field, type)) return Broken;
        }

        if (keys.Count != values.Count) return $"has {keys.Count} names of properties and {values.Count} values";
        json.WriteStartObject();
        for (var index = 0; index < keys.Count; index++)
        {
            json.WritePropertyName(keys[index]);
            if (WriteValue(json, bytes[values[index]], depth, out var small) is { } problem) return problem;
            var isQuality = depth == 0 && keys[index].Equals(SparkplugNames.Quality, StringComparison.OrdinalIgnoreCase);
            if (isQuality && small is not null) quality = small;
        }

        json.WriteEndObject();
        return null;
    }

    private static string? WriteValue(Utf8JsonWriter json, ReadOnlySpan<byte> bytes, int depth, out long? small)
    {
        small = null;
        var cell = default(SparkplugCell);
        var (type, isNull, isSet, isList) = (SparkplugDataType.Unknown, false, false, false);
        ReadOnlySpan<byte> inner = default;
        var reader = new WireReader(bytes);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadTag(out var field, out var kind)) return Broken;
            switch (field)
            {
                case 1 or 2 when kind == WireType.Varint:
                    if (!reader.TryReadVarint(out var number)) return Broken;
                    if (field == 1) type = (SparkplugDataType)Math.Min(number, 1000);
                    else isNull = number != 0;
                    break;
                case >= First and < Set:
                    if (!cell.TryTake(field, First, kind, ref reader)) return Broken;
                    break;
                case Set or Sets when kind == WireType.Bytes:
                    if (!reader.TryReadBytes(out inner)) return Broken;
                    (isSet, isList) = (true, field == Sets);
                    break;
                default:
                    if (kind == WireType.EndGroup || !reader.TrySkip(field, kind)) return Broken;
                    break;
            }
        }

        if (isSet && !isNull) return isList ? WriteList(json, inner, depth) : WriteInner(json, inner, depth);
        if (isNull) cell = default;
        if (type == SparkplugDataType.Unknown) type = cell.Type;
        small = cell.Small;
        return cell.TryWrite(json, type) ? null : $"has a property that is no {type}";
    }

    private static string? WriteInner(Utf8JsonWriter json, ReadOnlySpan<byte> bytes, int depth)
    {
        long? ignored = null;
        return Write(json, bytes, depth + 1, ref ignored);
    }

    private static string? WriteList(Utf8JsonWriter json, ReadOnlySpan<byte> bytes, int depth)
    {
        json.WriteStartArray();
        var reader = new WireReader(bytes);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadTag(out var field, out var type)) return Broken;
            if (field == 1 && type == WireType.Bytes)
            {
                if (!reader.TryReadBytes(out var set)) return Broken;
                if (WriteInner(json, set, depth) is { } problem) return problem;
            }
            else if (type == WireType.EndGroup || !reader.TrySkip(field, type)) return Broken;
        }

        json.WriteEndArray();
        return null;
    }
}
