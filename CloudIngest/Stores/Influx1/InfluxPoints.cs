using System.Globalization;
using System.Text.Json;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Contracts.Events;

namespace EventEdge.CloudIngest.Stores.Influx1;

/// <summary>
/// InfluxDB by InfluxQL, which every version from 1.0 on answers at <c>/query</c>. Read page by page, so that a long history does not fill
/// the memory.
/// </summary>
internal sealed class InfluxPoints(StoreQuery query, string database) : IPointSource
{
    private const int PageRows = 5_000;

    public string Name => $"InfluxDB at {query.Address}";

    public IReadOnlyList<string> Measurements() =>
        [.. Rows("SHOW MEASUREMENTS").Rows.Select(row => row[0].GetString()!).Order(StringComparer.Ordinal)];

    public IEnumerable<StoredPoint> Read(PointFilter filter)
    {
        var tags = Rows($"SHOW TAG KEYS FROM {Quoted(filter.Measurement)}").Rows.Select(row => row[0].GetString()!)
            .ToHashSet(StringComparer.Ordinal);
        var (left, offset) = (filter.Limit ?? long.MaxValue, 0L);
        while (left > 0)
        {
            var (columns, rows) = Rows(Page(filter, Math.Min(PageRows, left), offset));
            var meaning = Meaning(columns, tags);
            foreach (var row in rows) yield return PointOf(meaning, row);
            if (rows.Count < Math.Min(PageRows, left)) yield break;
            (left, offset) = (left - rows.Count, offset + rows.Count);
        }
    }

    public void Dispose() => query.Dispose();

    private static string Page(PointFilter filter, long limit, long offset)
    {
        List<string> conditions =
        [
            .. filter.Since is { } since ? (string[])[$"time >= {Nanoseconds(since)}"] : [],
            .. filter.Until is { } until ? (string[])[$"time < {Nanoseconds(until)}"] : [],
            .. filter.Tags.Select(tag => $"{Quoted(tag.Key)}::tag = "
                + $"'{tag.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'"),
        ];
        var where = conditions.Count == 0 ? string.Empty : $" WHERE {string.Join(" AND ", conditions)}";
        return string.Create(
            CultureInfo.InvariantCulture, $"SELECT * FROM {Quoted(filter.Measurement)}{where} ORDER BY time LIMIT {limit} OFFSET {offset}");
    }

    private static string Nanoseconds(DateTimeOffset time) =>
        (PointTime.Fits(time) ? PointTime.ToNanoseconds(time) : time < DateTimeOffset.UnixEpoch ? long.MinValue + 1 : long.MaxValue)
            .ToString(CultureInfo.InvariantCulture);

    // Written as line protocol writes it, then quoted for the query.
    private static string Quoted(string name) =>
        $"\"{LineProtocol.Visible(name).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    // A tag by the name of a field stands behind it, as name_1.
    private static (string Name, bool IsTag)[] Meaning(IReadOnlyList<string> columns, HashSet<string> tags)
    {
        return [.. columns.Select(
            column => IsSecond(column) ? (column[..^2], true) : (column, tags.Contains(column) && !columns.Contains($"{column}_1")))];

        bool IsSecond(string column) =>
            column.EndsWith("_1", StringComparison.Ordinal) && tags.Contains(column[..^2]) && columns.Contains(column[..^2]);
    }

    private static StoredPoint PointOf((string Name, bool IsTag)[] columns, IReadOnlyList<JsonElement> row)
    {
        var (named, fields) = (new List<KeyValuePair<string, string>>(), new List<KeyValuePair<string, FieldValue>>());
        var (revision, partial) = (0, false);
        for (var i = 1; i < columns.Length; i++)
        {
            if (row[i].ValueKind == JsonValueKind.Null) continue;
            if (columns[i].IsTag) named.Add(new(columns[i].Name, row[i].GetString()!));
            else if (columns[i].Name == "revision" && row[i].ValueKind == JsonValueKind.Number) revision = (int)row[i].GetDouble();
            else if (columns[i].Name == "partial" && row[i].ValueKind == JsonValueKind.True) partial = true;
            else fields.Add(new(columns[i].Name, ValueOf(row[i])));
        }

        return new(PointTime.FromNanoseconds(row[0].GetInt64()), named, fields, revision, null, partial, string.Empty, string.Empty);
    }

    private static FieldValue ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => WholeNumber.Read(value),
        JsonValueKind.True or JsonValueKind.False => FieldValue.Of(value.GetBoolean()),
        _ => FieldValue.Of(value.GetString()),
    };

    private (IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<JsonElement>> Rows) Rows(string statement)
    {
        using var answer = Ask(statement);
        var result = answer.RootElement.GetProperty("results")[0];
        if (result.TryGetProperty("error", out var error)) throw new StoreReadException(InWords(error.GetString()!));
        if (!result.TryGetProperty("series", out var series)) return ([], []);
        var first = series[0];
        IReadOnlyList<string> columns = [.. first.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!)];
        return (columns, [.. first.GetProperty("values").EnumerateArray()
            .Select(row => (IReadOnlyList<JsonElement>)[.. row.EnumerateArray().Select(cell => cell.Clone())])]);
    }

    private JsonDocument Ask(string statement)
    {
        try
        {
            using var text = query.Get($"/query?epoch=ns&db={Uri.EscapeDataString(database)}&q={Uri.EscapeDataString(statement)}");
            return JsonDocument.Parse(text);
        }
        catch (JsonException malformed)
        {
            throw new StoreReadException($"what answers at {query.Address} is no InfluxDB", malformed);
        }
    }

    private string InWords(string error) => error.Contains("not found", StringComparison.OrdinalIgnoreCase)
        ? $"InfluxDB at {query.Address} has no database {database} yet (--store-database)"
        : $"InfluxDB at {query.Address} says: {error}";
}
