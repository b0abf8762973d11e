using System.Text.Json;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Payloads;

/// <summary>One JSON object, or a list whose elements are the events: by itself, or as a member of an object.</summary>
internal sealed class JsonProbe : IPayloadProbe
{
    /// <inheritdoc />
    public PayloadForm? Probe(PayloadSamples samples)
    {
        if (samples.Texts is not { } texts) return null;
        if (samples.Most(t => t.StartsWith('{'))) return OfObjects(samples, texts);
        if (texts.All(t => t.StartsWith('[')))
            return samples.Confirm(new("json", "a JSON list") { Settings = new FlowMap { { "each", "." } } });
        return texts.All(t => t.StartsWith('"')) ? samples.Confirm(new("json", "a text in JSON")) : null;
    }

    private static PayloadForm? OfObjects(PayloadSamples samples, IReadOnlyList<string> texts)
    {
        var plain = samples.Confirm(new("json", "one JSON object"));
        if (plain is null) return null;
        if (JsonLists.Of(texts) is not { } list) return plain;
        var form = new PayloadForm("json", $"a JSON object with the list {list.Path}")
        {
            Settings = new FlowMap { { "each", list.Path } },
        };
        if (list.IsCertain && samples.Confirm(form) is { } each) return each;
        return plain with { Doubt = plain.Doubt ?? $"each: {list.Path} would make each element of that list an event" };
    }
}

/// <summary>The list of a JSON object whose elements are likely the events.</summary>
/// <param name="Path">Its path, as <c>each</c> takes it.</param>
/// <param name="IsCertain">Whether its name says so, or nothing else in the object can be the reading.</param>
internal sealed record JsonLists(string Path, bool IsCertain)
{
    private const int DepthLimit = 3;

    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "values", "vals", "data", "readings", "measurements", "metrics", "tags", "records", "samples", "points", "sensors", "items",
        "messages", "d", "v",
    };

    /// <summary>That of all these objects; null where there is none.</summary>
    public static JsonLists? Of(IReadOnlyList<string> texts)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        var (objects, others) = (0, 0);
        foreach (var text in texts)
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                if (document.RootElement.ValueKind != JsonValueKind.Object) continue;
                objects++;
                others = Math.Max(others, Readings(document.RootElement));
                foreach (var path in Lists(document.RootElement, string.Empty, 0).Distinct())
                    found[path] = found.GetValueOrDefault(path) + 1;
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException)
            {
                // Bare numbers that are none, for one: the decoder has the last word.
            }
        }

        var named = found.Where(f => f.Value == objects && Names.Contains(LastName(f.Key))).Select(f => f.Key).ToList();
        if (named.Count == 1) return new(named[0], IsCertain: true);
        return found.Count == 1 && named.Count == 0 ? new(found.First().Key, IsCertain: others == 0) : null;
    }

    private static string LastName(string path) => path[(path.LastIndexOf('.') + 1)..];

    // Numbers of the object itself that can be readings: a time since 1970 is none.
    private static int Readings(JsonElement element) => element.EnumerateObject().Count(p => p.Value.ValueKind switch
    {
        JsonValueKind.Number => p.Value.TryGetDouble(out var number) && Math.Abs(number) < 1e8,
        JsonValueKind.Object => Readings(p.Value) > 0,
        _ => false,
    });

    private static IEnumerable<string> Lists(JsonElement element, string prefix, int depth)
    {
        if (depth == DepthLimit) yield break;
        foreach (var member in element.EnumerateObject())
        {
            // What a path would part, or not take.
            if (member.Name.Length == 0 || !member.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')) continue;
            var path = prefix.Length == 0 ? member.Name : $"{prefix}.{member.Name}";
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var inner in Lists(member.Value, path, depth + 1)) yield return inner;
            }
            else if (member.Value.ValueKind == JsonValueKind.Array && IsOfEvents(member.Value)) yield return path;
            else if (member.Value.ValueKind == JsonValueKind.Array && IsOfObjects(member.Value))
            {
                foreach (var inner in Lists(member.Value[0], $"{path}[*]", depth + 1)) yield return inner;
            }
        }
    }

    private static bool IsOfObjects(JsonElement list) =>
        list.GetArrayLength() > 0 && list.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Object);

    private static bool IsOfEvents(JsonElement list) => IsOfObjects(list) && list.EnumerateArray().Any(e => e.EnumerateObject()
        .Any(p => p.Value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False));
}
