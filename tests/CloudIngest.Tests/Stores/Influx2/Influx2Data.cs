using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Events;

namespace EventEdge.CloudIngest.Tests.Stores.Influx2;

/// <summary>
/// The points of an <see cref="Influx2Double"/>: lines go in, annotated CSV comes out. A field has one type; a line that has it in another
/// is dropped, the others of its request are written, and the answer says so as the server does.
/// </summary>
internal sealed partial class Influx2Data
{
    private const string Instants = "dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<(string Measurement, string Series, string Field), SortedDictionary<long, FieldValue>> _series = [];
    private readonly Dictionary<string, IReadOnlyList<(string Name, string Value)>> _tags = [];
    private readonly Dictionary<(string Measurement, string Field), string> _types = [];

    /// <summary>Queries in Flux, as they came.</summary>
    public List<string> Queries { get; } = [];

    /// <summary>Every value: measurement, tags, field and nanoseconds.</summary>
    public IEnumerable<(
        string Measurement, IReadOnlyList<(string Name, string Value)> Tags, string Field, long Time, FieldValue Value)> Values
    {
        get
        {
            lock (_gate) return [.. _series.SelectMany(series => series.Value.Select(
                value => (series.Key.Measurement, _tags[series.Key.Series], series.Key.Field, value.Key, value.Value)))];
        }
    }

    public (HttpStatusCode, string) Write(string body, string precision)
    {
        var unit = precision switch { "s" => 1_000_000_000L, "ms" => 1_000_000L, "us" => 1_000L, _ => 1L };
        var (dropped, reason) = (0, string.Empty);
        lock (_gate)
        {
            foreach (var text in body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (text.EndsWith("= ", StringComparison.Ordinal))
                    return Influx2Double.Error(HttpStatusCode.BadRequest, "invalid", $"unable to parse '{text}': missing field value");
                var line = ParsedLine.Parse(text + "\n");
                if (Conflict(line) is { } conflict) (dropped, reason) = (dropped + 1, conflict);
                else Store(line, line.Time * unit);
            }
        }

        return dropped == 0
            ? (HttpStatusCode.NoContent, string.Empty)
            : Influx2Double.Error(
                HttpStatusCode.UnprocessableEntity, "unprocessable entity",
                $"failure writing points to database: partial write: field type conflict: {reason} dropped={dropped}");
    }

    public (HttpStatusCode, string) Flux(string query, Func<string, bool> hasBucket)
    {
        lock (_gate)
        {
            Queries.Add(query);
            var bucket = Unquoted(Bucket().Match(query).Groups[1].Value);
            if (!hasBucket(bucket)) return Influx2Double.Error(
                HttpStatusCode.NotFound, "not found", $"failed to initialize execute state: could not find bucket \"{bucket}\"");
            return (HttpStatusCode.OK, query.Contains("schema.tagValues", StringComparison.Ordinal) ? Measurements() : Records(query));
        }
    }

    public (HttpStatusCode, string) InfluxQl(string query)
    {
        lock (_gate)
        {
            foreach (var statement in query.Split("; "))
            {
                if (statement.StartsWith("DELETE", StringComparison.Ordinal)) Delete(statement);
            }

            var measurement = Unquoted(From().Match(query).Groups[1].Value);
            var rows = query.StartsWith("SHOW TAG KEYS", StringComparison.Ordinal)
                ? _series.Keys.Where(key => key.Measurement == measurement).SelectMany(key => _tags[key.Series]).Select(tag => tag.Name)
                    .Distinct().Select(name => $"[\"{name}\"]")
                : _types.Where(type => type.Key.Measurement == measurement).Select(type => $"[\"{type.Key.Field}\",\"{type.Value}\"]");
            var series = rows.ToList() is { Count: > 0 } found && !query.StartsWith("DELETE", StringComparison.Ordinal)
                ? $"\"series\":[{{\"name\":\"{measurement}\",\"columns\":[\"key\"],\"values\":[{string.Join(',', found)}]}}]"
                : string.Empty;
            return (HttpStatusCode.OK, $"{{\"results\":[{{{series}}}]}}");
        }
    }

    private string? Conflict(ParsedLine line)
    {
        foreach (var (name, value) in line.Fields)
        {
            if (_types.TryGetValue((line.Measurement, name), out var stored) && stored != TypeOf(value))
                return $"input field \"{name}\" on measurement \"{line.Measurement}\" is type {TypeOf(value)}, "
                    + $"already exists as type {stored}";
        }

        return null;
    }

    private void Store(ParsedLine line, long time)
    {
        var series = string.Join(',', line.Tags.Select(tag => $"{tag.Name}={tag.Value}"));
        _tags[series] = line.Tags;
        foreach (var (name, value) in line.Fields)
        {
            _types.TryAdd((line.Measurement, name), TypeOf(value));
            var key = (line.Measurement, series, name);
            if (!_series.TryGetValue(key, out var values)) _series.Add(key, values = []);
            values[time] = value;
        }
    }

    // A condition on a tag's empty text asks for series without the tag.
    private void Delete(string statement)
    {
        var measurement = Unquoted(From().Match(statement).Groups[1].Value);
        var time = long.Parse(AtTime().Match(statement).Groups[1].Value, CultureInfo.InvariantCulture);
        var conditions = Condition().Matches(statement)
            .Select(match => (Name: Unquoted(match.Groups[1].Value), Value: Unquoted(match.Groups[2].Value))).ToList();
        foreach (var (key, values) in _series.Where(series => series.Key.Measurement == measurement))
        {
            if (conditions.TrueForAll(condition => _tags[key.Series].FirstOrDefault(tag => tag.Name == condition.Name).Value is var value
                && (value ?? string.Empty) == condition.Value)) values.Remove(time);
        }
    }

    private string Measurements()
    {
        var csv = new StringBuilder(
            "#datatype,string,long,string\r\n#group,false,false,false\r\n#default,_result,,\r\n,result,table,_value\r\n");
        foreach (var name in _series.Where(series => series.Value.Count > 0).Select(series => series.Key.Measurement).Distinct())
            csv.Append(CultureInfo.InvariantCulture, $",,0,{Cell(name)}\r\n");
        return csv.Append("\r\n").ToString();
    }

    private string Records(string query)
    {
        var filter = Filter().Matches(query)
            .Select(match => (Name: Unquoted(match.Groups[1].Value), Value: Unquoted(match.Groups[2].Value))).ToList();
        var measurement = Unquoted(OfMeasurement().Match(query).Groups[1].Value);
        var (start, stop) = (Nanoseconds(Start().Match(query).Groups[1].Value), Nanoseconds(Stop().Match(query).Groups[1].Value));
        var limit = Limit()
            .Match(query) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : int.MaxValue;
        var csv = new StringBuilder();
        var table = 0;
        foreach (var (key, values) in _series)
        {
            var tags = _tags[key.Series];
            if (key.Measurement != measurement || !filter.TrueForAll(one => tags.Contains(one))) continue;
            var rows = values.Where(value => value.Key >= start && value.Key < stop).Take(limit).ToList();
            if (rows.Count == 0) continue;
            var kind = TypeOf(rows[0].Value) switch { "float" => "double", "integer" => "long", var other => other };
            csv.Append(CultureInfo.InvariantCulture, $"#datatype,string,long,{Instants},{kind},string,string{Each(_ => ",string")}\r\n");
            csv.Append(CultureInfo.InvariantCulture, $"#group,false,false,true,true,false,false,true,true{Each(_ => ",true")}\r\n");
            csv.Append(CultureInfo.InvariantCulture, $"#default,_result,,,,,,,{Each(_ => ",")}\r\n");
            csv.Append(",result,table,_start,_stop,_time,_value,_field,_measurement").Append(Each(tag => $",{Cell(tag.Name)}"));
            csv.Append("\r\n");
            foreach (var (time, value) in rows)
            {
                csv.Append(CultureInfo.InvariantCulture, $",,{table},{Text(start)},{Text(stop)},{Text(time)},{Cell(Shown(value))}");
                csv.Append(CultureInfo.InvariantCulture, $",{Cell(key.Field)},{Cell(key.Measurement)}");
                csv.Append(Each(tag => $",{Cell(tag.Value)}")).Append("\r\n");
            }

            string Each(Func<(string Name, string Value), string> column) => string.Concat(tags.Select(column));
            csv.Append("\r\n");
            table++;
        }

        return csv.ToString();
    }

    private static string TypeOf(FieldValue value) => value.Kind switch
    {
        FieldKind.Text => "string",
        FieldKind.Boolean => "boolean",
        _ => value.IsRounded ? "integer" : "float",
    };

    private static string Shown(FieldValue value) => value.Kind switch
    {
        FieldKind.Boolean => value.AsBoolean ? "true" : "false",
        FieldKind.Text => value.AsText!,
        _ => value.ToString(),
    };

    private static string Cell(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n ") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static long Nanoseconds(string time) =>
        checked((DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100);

    private static string Text(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100).UtcDateTime.ToString(
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string Unquoted(string text) => Regex.Replace(text, @"\\(.)", "$1");

    [GeneratedRegex("bucket: \"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Bucket();

    [GeneratedRegex("r\\[\"((?:[^\"\\\\]|\\\\.)*)\"\\] == \"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Filter();

    [GeneratedRegex("_measurement == \"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex OfMeasurement();

    [GeneratedRegex("start: ([^,)]+)")]
    private static partial Regex Start();

    [GeneratedRegex(@"stop: ([^,)]+)")]
    private static partial Regex Stop();

    [GeneratedRegex(@"limit\(n: (\d+)\)")]
    private static partial Regex Limit();

    [GeneratedRegex("FROM \"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex From();

    [GeneratedRegex(@" time = (-?\d+)")]
    private static partial Regex AtTime();

    [GeneratedRegex(" \"((?:[^\"\\\\]|\\\\.)*)\" = \'((?:[^\'\\\\]|\\\\.)*)\'")]
    private static partial Regex Condition();
}
