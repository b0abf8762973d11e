using System.Text.Json;

namespace EventEdge.Contracts.Tracing;

/// <summary>Finds the extension attribute <c>traceparent</c> of a CloudEvent in JSON.</summary>
internal static class CloudEventTrace
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>Whether a content type says that the payload is one.</summary>
    public static bool IsMarked(ReadOnlySpan<byte> contentType) => contentType.StartsWith("application/cloudevents"u8);

    /// <summary>The attribute; null where there is none, or the payload is no CloudEvent at all.</summary>
    public static string? Find(ReadOnlySpan<byte> payload)
    {
        try
        {
            var json = new Utf8JsonReader(payload, Options);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isTrace = json.ValueTextEquals("traceparent"u8);
                if (!json.Read()) return null;
                if (isTrace) return json.TokenType == JsonTokenType.String ? EventTrace.Read(json.ValueSpan) : null;
                json.Skip();
            }
        }
        catch (JsonException)
        {
            // What is wrong with the payload is its decoder's to say.
        }

        return null;
    }
}
