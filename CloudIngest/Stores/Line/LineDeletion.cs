using System.Text.Json;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Stores.Line;

/// <summary>
/// Deletes single points of InfluxDB by its query language: the one way to take a field away. A condition on some tags matches series with
/// more of them as well, so every other tag of the measurement is named as absent.
/// </summary>
internal sealed class LineDeletion(Func<string, CancellationToken, Task<(LineAnswer Answer, string Body)>> query)
{
    private const int StatementLimit = 100;

    /// <summary>Deletes points. Refused when the server does not do so.</summary>
    public async Task<LineAnswer> DeleteAsync(IReadOnlyList<Point> points, CancellationToken cancellation)
    {
        foreach (var group in points.GroupBy(point => point.Measurement))
        {
            var (answer, body) = await query($"SHOW TAG KEYS FROM {Quoted(group.Key)}", cancellation);
            if (answer.Kind != LineAnswerKind.Accepted || Error(body) is not null) return Refused(answer, body);
            var keys = TagKeys(body);
            foreach (var some in group.Chunk(StatementLimit))
            {
                (answer, body) = await query(string.Join("; ", some.Select(point => Statement(point, keys))), cancellation);
                if (answer.Kind != LineAnswerKind.Accepted || Error(body) is not null) return Refused(answer, body);
            }
        }

        return new LineAnswer(LineAnswerKind.Accepted);
    }

    /// <summary>A name in the query language.</summary>
    public static string Quoted(string name) => $"\"{Escaped(name, '"')}\"";

    private static string Statement(Point point, IReadOnlyList<string> keys)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in point.Tags) tags[LineProtocol.Visible(name)] = value;
        var conditions = tags.Keys.Union(keys)
            .Select(key => $"{Quoted(key)} = '{Escaped(tags.GetValueOrDefault(key, string.Empty), '\'')}'");
        return $"DELETE FROM {Quoted(point.Measurement)} WHERE "
            + $"{string.Join(" AND ", [.. conditions, $"time = {PointTime.ToNanoseconds(point.Time)}"])}";
    }

    private static string Escaped(string text, char quote) =>
        LineProtocol.Visible(text).Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace($"{quote}", $"\\{quote}", StringComparison.Ordinal);

    // A server that cannot be asked is asked again; one that says no is not.
    private static LineAnswer Refused(LineAnswer answer, string body) =>
        answer.Kind == LineAnswerKind.Unavailable
            && !IsFinal(answer.Error!) ? answer : new LineAnswer(LineAnswerKind.Refused, answer.Error ?? Error(body));

    private static bool IsFinal(string error) => !error.StartsWith('5') && !error.StartsWith("429", StringComparison.Ordinal);

    private static string? Error(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.GetProperty("results").EnumerateArray()
                .Select(result => result.TryGetProperty("error", out var error) ? error.GetString() : null)
                .FirstOrDefault(error => error is not null);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "the answer to a query is none";
        }
    }

    private static List<string> TagKeys(string body)
    {
        using var document = JsonDocument.Parse(body);
        var result = document.RootElement.GetProperty("results")[0];
        return result.TryGetProperty("series", out var series)
            ? [.. series.EnumerateArray().SelectMany(s => s.GetProperty("values").EnumerateArray()).Select(row => row[0].GetString()!)]
            : [];
    }
}
