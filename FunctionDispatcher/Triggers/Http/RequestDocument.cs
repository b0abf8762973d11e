using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EventEdge.Contracts.Texts;

namespace EventEdge.FunctionDispatcher.Triggers.Http;

/// <summary>
/// The payload of a request: its id first, then what the path captured, <c>method</c>, <c>path</c>, <c>query</c> and <c>headers</c>, and
/// the fields of its JSON body. Names from the path win over the body's, as captures of a topic do.
/// </summary>
public static class RequestDocument
{
    /// <summary>The field with the request's id.</summary>
    public const string IdField = "request";

    private const int OwnSize = 256;

    /// <summary>Writes a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="document">The payload.</param>
    /// <param name="error">What is wrong with the body, in one sentence.</param>
    public static bool TryWrite(HttpCall request, [NotNullWhen(true)] out byte[]? document, [NotNullWhen(false)] out string? error)
    {
        (document, error) = (null, null);
        try
        {
            using var body = BodyOf(request, out error);
            if (error is not null) return false;
            if (body is { RootElement.ValueKind: not JsonValueKind.Object })
            {
                error = $"the body is not a JSON object, but {body.RootElement.ValueKind.ToString().ToLowerInvariant()}";
                return false;
            }

            document = Write(request, body?.RootElement);
            return true;
        }
        catch (JsonException bad)
        {
            error = $"the body is not JSON: {bad.Message.Split(" LineNumber", 2)[0].TrimEnd('.')}";
            return false;
        }
        catch (InvalidOperationException)
        {
            error = "the body has a name with half a surrogate pair";
            return false;
        }
    }

    private static JsonDocument? BodyOf(HttpCall request, out string? error)
    {
        error = null;
        if (request.IsCloudEvent) return CloudEventRequest.TryRead(request, out var document, out error) ? document : null;
        return request.Body.IsEmpty ? null : JsonDocument.Parse(request.Body);
    }

    /// <summary>The id of a request; null for anything else.</summary>
    public static string? IdOf(ReadOnlySpan<byte> payload)
    {
        var json = new Utf8JsonReader(payload);
        try
        {
            return json.Read() && json.TokenType == JsonTokenType.StartObject && json.Read() && json.ValueTextEquals(IdField) && json.Read()
                && json.TokenType == JsonTokenType.String && json.GetString() is { Length: > 0 } id ? id : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] Write(HttpCall request, JsonElement? body) => JsonBytes.Object(
        (request, body), static (json, call) => WriteMembers(json, call.request, call.body), OwnSize + request.Body.Length);

    private static void WriteMembers(Utf8JsonWriter json, HttpCall request, JsonElement? body)
    {
        var own = new HashSet<string>(StringComparer.Ordinal) { IdField, "method", "path", "query", "headers" };
        json.WriteString(IdField, request.Id);
        foreach (var (name, value) in request.Captures)
        {
            if (own.Add(name)) json.WriteString(name, value);
        }

        json.WriteString("method", request.Method);
        json.WriteString("path", request.Path);
        WriteTexts(json, "query", request.Query);
        WriteTexts(json, "headers", request.Headers);
        foreach (var field in body?.EnumerateObject().Where(f => !own.Contains(f.Name)) ?? []) field.WriteTo(json);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, string>> texts)
    {
        if (texts.Count == 0) return;
        json.WriteStartObject(name);
        foreach (var (key, value) in texts.DistinctBy(t => t.Key)) json.WriteString(key, value);
        json.WriteEndObject();
    }
}

/// <summary>A request that a binding answers.</summary>
/// <param name="Id">Names it in the answer and in the event; without quotes.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, decoded.</param>
/// <param name="Captures">What the route captured.</param>
/// <param name="Query">Query parameters; of a repeated one the first counts.</param>
/// <param name="Headers">The headers the binding asks for.</param>
/// <param name="Body">The body; empty where there is none.</param>
public sealed record HttpCall(
    string Id,
    string Method,
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Captures,
    IReadOnlyList<KeyValuePair<string, string>> Query,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>The <c>traceparent</c> it came with; null where its caller has none.</summary>
    public string? Trace { get; init; }

    /// <summary>The media type of the body, with its parameters; null where the caller does not say.</summary>
    public string? ContentType { get; init; }

    /// <summary>Whether the binding reads it as a CloudEvent. Default false.</summary>
    public bool IsCloudEvent { get; init; }

    /// <summary>The headers whose names begin with <c>ce-</c>: attributes of a CloudEvent in binary mode. Default none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> EventHeaders { get; init; } = [];
}
