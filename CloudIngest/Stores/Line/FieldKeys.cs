using System.Text.Json;

namespace EventEdge.CloudIngest.Stores.Line;

/// <summary>Reads the answer to <c>SHOW FIELD KEYS</c>.</summary>
internal static class FieldKeys
{
    /// <summary>The fields that hold integers and, at no time, anything else; none when the answer is another one.</summary>
    public static IReadOnlyList<string> Integers(string body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            return [.. Rows(answer.RootElement).GroupBy(row => row.Name, row => row.Type)
                .Where(field => field.All(type => type == "integer")).Select(field => field.Key)];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return [];
        }
    }

    private static IEnumerable<(string Name, string Type)> Rows(JsonElement answer) =>
        from result in answer.GetProperty("results").EnumerateArray()
        where result.TryGetProperty("series", out _)
        from series in result.GetProperty("series").EnumerateArray()
        from row in series.GetProperty("values").EnumerateArray()
        select (row[0].GetString()!, row[1].GetString()!);
}
