using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using EventEdge.FunctionDispatcher.Decoders.Wire;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB.Values;

/// <summary>Data sets: <c>{"columns":["a","b"],"rows":[[1,"x"]]}</c>.</summary>
internal static class SparkplugDataSet
{
    private const string Broken = "is not a data set";

    // As JSON each takes some bytes.
    private const int CellLimit = SparkplugJson.SizeLimit / 2;

    /// <summary>Writes a data set; says what is wrong, or null.</summary>
    public static string? Write(Utf8JsonWriter json, ReadOnlySpan<byte> bytes)
    {
        var columns = new List<string>();
        var types = new List<SparkplugDataType>();
        ulong? count = null;
        var rows = new List<Range>();
        var reader = new WireReader(bytes);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadTag(out var field, out var type)) return Broken;
            var isGood = (field, type) switch
            {
                (1, WireType.Varint) => TryCount(ref reader, out count),
                (2, WireType.Bytes) => TryText(ref reader, columns),
                (3, WireType.Varint) => TryType(ref reader, types),
                (3, WireType.Bytes) => TryTypes(ref reader, types),
                (4, WireType.Bytes) => TryRow(ref reader, rows),
                _ => type != WireType.EndGroup && reader.TrySkip(field, type),
            };
            if (!isGood) return Broken;
        }

        if (types.Count != columns.Count || (count is { } said && said != (ulong)columns.Count))
            return $"is a data set of {count ?? (ulong)columns.Count} columns with {columns.Count} names and {types.Count} types";
        if (types.Exists(type => type is SparkplugDataType.Unknown or > SparkplugDataType.UUID))
            return "is a data set with a column of no basic type";
        return Write(json, bytes, columns, types, rows);
    }

    private static string? Write(
        Utf8JsonWriter json, ReadOnlySpan<byte> bytes, List<string> columns, List<SparkplugDataType> types, List<Range> rows)
    {
        if ((long)rows.Count * Math.Max(1, columns.Count) > CellLimit) return $"is a data set of more than {CellLimit} values";
        json.WriteStartObject();
        json.WriteStartArray("columns"u8);
        foreach (var column in columns) json.WriteStringValue(column);
        json.WriteEndArray();
        json.WriteStartArray("rows"u8);
        for (var row = 0; row < rows.Count; row++)
        {
            json.WriteStartArray();
            if (WriteRow(json, bytes[rows[row]], types) is { } problem) return $"{problem} in row {row} of its data set";
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return null;
    }

    private static string? WriteRow(Utf8JsonWriter json, ReadOnlySpan<byte> row, List<SparkplugDataType> types)
    {
        var reader = new WireReader(row);
        var cells = 0;
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadTag(out var field, out var type)) return "is broken";
            if (field != 1 || type != WireType.Bytes)
            {
                if (type == WireType.EndGroup || !reader.TrySkip(field, type)) return "is broken";
                continue;
            }

            if (!reader.TryReadBytes(out var cell) || !TryCell(cell, out var value)) return "is broken";
            if (cells == types.Count) return $"has more than {types.Count} values";
            if (!value.TryWrite(json, types[cells++])) return $"has a value that is no {types[cells - 1]}";
        }

        return cells == types.Count ? null : $"has {cells} values of {types.Count}";
    }

    private static bool TryCell(ReadOnlySpan<byte> bytes, out SparkplugCell cell)
    {
        cell = default;
        var reader = new WireReader(bytes);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadTag(out var field, out var type)) return false;
            var isGood = field is >= 1 and <= 6 ? cell.TryTake(field, 1, type, ref reader)
                : type != WireType.EndGroup && reader.TrySkip(field, type);
            if (!isGood) return false;
        }

        return true;
    }

    private static bool TryCount(ref WireReader reader, out ulong? count)
    {
        var isRead = reader.TryReadVarint(out var number);
        count = number;
        return isRead;
    }

    private static bool TryText(ref WireReader reader, List<string> columns)
    {
        if (!reader.TryReadBytes(out var text) || !Utf8.IsValid(text)) return false;
        columns.Add(Encoding.UTF8.GetString(text));
        return true;
    }

    private static bool TryType(ref WireReader reader, List<SparkplugDataType> types)
    {
        if (!reader.TryReadVarint(out var type)) return false;
        types.Add((SparkplugDataType)Math.Min(type, 1000));
        return true;
    }

    // Writers of newer versions put numbers together.
    private static bool TryTypes(ref WireReader reader, List<SparkplugDataType> types)
    {
        if (!reader.TryReadBytes(out var packed)) return false;
        var inner = new WireReader(packed);
        while (!inner.IsAtEnd)
        {
            if (!TryType(ref inner, types)) return false;
        }

        return true;
    }

    private static bool TryRow(ref WireReader reader, List<Range> rows)
    {
        if (!reader.TryReadBytes(out var row)) return false;
        rows.Add(new(reader.Place - row.Length, reader.Place));
        return true;
    }
}
