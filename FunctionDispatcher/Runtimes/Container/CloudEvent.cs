using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EventEdge.FunctionDispatcher.Decoders.Json;
using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.FunctionDispatcher.Runtimes.Container;

/// <summary>
/// A call as a CloudEvent in binary mode: its attributes are headers and the document is the body, the same bytes as for any other
/// function. An answer may come back as an event in either mode.
/// </summary>
internal static class CloudEvent
{
    /// <summary>The type of a call.</summary>
    public const string CallType = "eventedge.call";

    private const string StructuredType = "application/cloudevents+json";
    private static readonly byte[] NoResult = "null"u8.ToArray();

    /// <summary>The type of the document.</summary>
    public static MediaTypeHeaderValue Json { get; } = new("application/json");

    /// <summary>The name of the call inside a document; null where calls have none.</summary>
    public static string? CallOf(ReadOnlySpan<byte> document)
    {
        var json = new Utf8JsonReader(document);
        // The name stands before everything that comes from outside.
        while (json.Read() && json.CurrentDepth <= 1)
        {
            if (json.TokenType != JsonTokenType.PropertyName) continue;
            if (json.ValueTextEquals("call"u8)) return json.Read() ? json.GetString() : null;
            if (json.ValueTextEquals("with"u8)) return null;
        }

        return null;
    }

    /// <summary>Adds the attributes of a call.</summary>
    public static void AddTo(HttpRequestHeaders headers, string source, string call)
    {
        headers.TryAddWithoutValidation("ce-specversion", "1.0");
        headers.TryAddWithoutValidation("ce-type", CallType);
        headers.TryAddWithoutValidation("ce-source", source);
        headers.TryAddWithoutValidation("ce-id", call);
    }

    /// <summary>Whether an answer is an event in structured mode.</summary>
    public static bool Is(MediaTypeHeaderValue? type) =>
        type?.MediaType?.Equals(StructuredType, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The answer inside an event in structured mode.</summary>
    public static FunctionAnswer DataOf(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return FunctionAnswer.Failed(FunctionFault.Garbled, "the function answered, but its CloudEvent is no mapping");
            if (document.RootElement.TryGetProperty("data_base64", out var bytes)) return FunctionAnswer.Of(bytes.GetBytesFromBase64());
            return FunctionAnswer.Of(
                document.RootElement.TryGetProperty("data", out var data) ? Encoding.UTF8.GetBytes(data.GetRawText()) : NoResult);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            var what = error is JsonException broken ? JsonProblem.Describe(broken, body) : "an event without readable data";
            return FunctionAnswer.Failed(FunctionFault.Garbled, $"the function answered, but its CloudEvent is {what}");
        }
    }
}
