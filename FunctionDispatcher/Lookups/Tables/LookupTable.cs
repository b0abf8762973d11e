using System.IO.Compression;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Lookups.Tables;

/// <summary>
/// The rows of a table as they were read, in the order of the file. Immutable. Its bytes are kept with the configuration, so that a replay
/// looks events up as they were looked up.
/// </summary>
/// <param name="Columns">The columns that become fields.</param>
/// <param name="Rows">The rows.</param>
internal sealed record LookupTable(IReadOnlyList<string> Columns, IReadOnlyList<TableRow> Rows)
{
    private const byte FormatVersion = 1;

    /// <summary>The whole table, compressed.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var compressed = new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new BinaryWriter(compressed)) Save(writer);
        return [FormatVersion, .. bytes.ToArray()];
    }

    /// <summary>Reads what <see cref="ToBytes"/> gave.</summary>
    /// <exception cref="InvalidDataException">The bytes are of a format that this version does not know.</exception>
    public static LookupTable Of(byte[] bytes)
    {
        var format = bytes.Length > 0 ? bytes[0] : 0;
        if (format != FormatVersion)
            throw new InvalidDataException($"a saved table has format {format}; this version reads {FormatVersion}");
        using var plain = new BrotliStream(new MemoryStream(bytes, 1, bytes.Length - 1), CompressionMode.Decompress);
        using var reader = new BinaryReader(plain);
        return Load(reader);
    }

    private void Save(BinaryWriter writer)
    {
        writer.Write(Columns.Count);
        foreach (var column in Columns) writer.Write(column);
        writer.Write(Rows.Count);
        foreach (var row in Rows)
        {
            writer.Write(row.Key.Length);
            foreach (var value in row.Key) writer.WriteValue(value);
            foreach (var value in row.Values) writer.WriteValue(value);
        }
    }

    private static LookupTable Load(BinaryReader reader)
    {
        var columns = new string[reader.ReadInt32()];
        for (var i = 0; i < columns.Length; i++) columns[i] = reader.ReadString();
        var rows = new TableRow[reader.ReadInt32()];
        for (var i = 0; i < rows.Length; i++)
        {
            var key = new FieldValue[reader.ReadInt32()];
            var values = new FieldValue[columns.Length];
            foreach (ref var value in key.AsSpan()) value = reader.ReadValue();
            foreach (ref var value in values.AsSpan()) value = reader.ReadValue();
            rows[i] = new(key, values);
        }

        return new(columns, rows);
    }
}

/// <summary>A row: what it is found by, and a value for each column.</summary>
internal readonly record struct TableRow(FieldValue[] Key, FieldValue[] Values);
