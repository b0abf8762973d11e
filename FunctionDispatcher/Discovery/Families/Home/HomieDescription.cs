using System.Text.Json;

namespace EventEdge.FunctionDispatcher.Discovery.Families.Home;

/// <summary>What a device of Homie 5 says of itself in one JSON document: its parts (<c>nodes</c>), and their properties.</summary>
internal static class HomieDescription
{
    /// <summary>Each property that has a unit, as <c>temperature °C</c>; none where the document cannot be read.</summary>
    public static IReadOnlyList<string> UnitsOf(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            return [.. from part in MembersOf(document.RootElement, "nodes")
                       from property in MembersOf(part.Value, "properties")
                       where property.Value.ValueKind == JsonValueKind.Object
                       where property.Value.TryGetProperty("unit", out var unit) && unit.ValueKind == JsonValueKind.String
                       select $"{property.Name} {property.Value.GetProperty("unit").GetString()}"];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static IEnumerable<JsonProperty> MembersOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var inner) && inner.ValueKind == JsonValueKind.Object
            ? inner.EnumerateObject() : [];
}
