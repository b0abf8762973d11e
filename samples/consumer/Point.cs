using System.Globalization;
using System.Text.Json;

namespace Consumer;

/// <summary>One result of one edge node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Measurement">The measurement.</param>
/// <param name="Time">The window's start, or the event's time.</param>
/// <param name="Tags">Tags.</param>
/// <param name="Fields">Fields: numbers, texts or booleans.</param>
/// <param name="Revision">0 for a first result, more for corrections.</param>
public sealed record Point(
    string Node, string Measurement, DateTimeOffset Time, IReadOnlyList<KeyValuePair<string, string>> Tags,
    IReadOnlyList<KeyValuePair<string, JsonElement>> Fields, int Revision)
{
    /// <summary>As a line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Time:yyyy-MM-ddTHH:mm:ss.fffZ} {Node} {Measurement} {string.Join(' ', Tags.Select(tag => $"{tag.Key}={tag.Value}"))} "
            + $"{string.Join(' ', Fields.Select(field => $"{field.Key}={field.Value}"))} r{Revision}");
}
