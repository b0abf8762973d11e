using System.Globalization;
using System.Text;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Stores.Reading;

namespace EventEdge.CloudIngest.Stores.Influx2;

/// <summary>
/// Queries in Flux. Any text is safe: within quotes, a quote, a backslash, a line's end and the begin of an interpolation are escaped.
/// </summary>
internal static class FluxText
{
    // The server's own bounds; a range without a begin is refused.
    private const string Earliest = "1677-09-21T00:12:44Z";
    private const string Latest = "2262-04-11T23:47:16Z";

    /// <summary>The names of a bucket's measurements, in the column <c>_value</c>.</summary>
    public static string Measurements(string bucket) =>
        $"import \"influxdata/influxdb/schema\"\nschema.tagValues(bucket: {Quoted(bucket)}, tag: \"_measurement\", start: {Earliest})";

    /// <summary>Every value of the points that a filter takes: a record each, with the tags of its series as columns.</summary>
    public static string Values(string bucket, PointFilter filter)
    {
        var text = new StringBuilder($"from(bucket: {Quoted(bucket)})\n");
        text.Append(
            CultureInfo.InvariantCulture, $"  |> range(start: {Time(filter.Since, Earliest)}, stop: {Time(filter.Until, Latest)})\n");
        text.Append(
            CultureInfo.InvariantCulture, $"  |> filter(fn: (r) => r._measurement == {Quoted(LineProtocol.Visible(filter.Measurement))}");
        foreach (var (name, value) in filter.Tags)
            text.Append(CultureInfo.InvariantCulture, $" and r[{Quoted(LineProtocol.Visible(name))}] == {Quoted(value)}");
        text.Append(')');
        // Of each series no more than are wanted of all of them.
        if (filter.Limit is { } limit) text.Append(CultureInfo.InvariantCulture, $"\n  |> limit(n: {limit})");
        return text.ToString();
    }

    /// <summary>A text of the language.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        for (var i = 0; i < text.Length; i++)
        {
            var isInterpolation = text[i] == '$' && i + 1 < text.Length && text[i + 1] == '{';
            _ = text[i] switch
            {
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '"' or '\\' => quoted.Append('\\').Append(text[i]),
                _ when isInterpolation => quoted.Append("\\$"),
                var other => quoted.Append(other),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static string Time(DateTimeOffset? time, string fallback) => time is { } bound && PointTime.Fits(bound)
        ? bound.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)
        : fallback;
}
