using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using EventEdge.Contracts.Texts;

namespace EventEdge.FunctionDispatcher.Triggers.Http;

/// <summary>
/// A request that is a CloudEvent, in either mode of its HTTP binding, as the one JSON object of structured mode. Whether the event is
/// complete is for its decoder to say.
/// </summary>
internal static class CloudEventRequest
{
    /// <summary>Before the name of an attribute that is a header.</summary>
    public const string Prefix = "ce-";

    private const string Structured = "application/cloudevents";

    /// <summary>Reads the event.</summary>
    /// <param name="request">The request.</param>
    /// <param name="document">The event as an object.</param>
    /// <param name="error">Why it is none, in one sentence.</param>
    /// <exception cref="JsonException">The body is not JSON, as it says it is.</exception>
    public static bool TryRead(HttpCall request, [NotNullWhen(true)] out JsonDocument? document, [NotNullWhen(false)] out string? error)
    {
        document = null;
        var type = (request.ContentType ?? string.Empty).Split(';', 2)[0].Trim().ToLowerInvariant();
        var isStructured = type.StartsWith(Structured, StringComparison.Ordinal);
        error = isStructured ? Refuse(type) : null;
        if (error is not null) return false;
        document = JsonDocument.Parse(isStructured ? request.Body : JsonBytes.Object((request, type), Write, request.Body.Length + 256));
        return true;
    }

    private static string? Refuse(string type) => type switch
    {
        Structured + "+json" => null,
        Structured + "-batch+json" => "a request is one event: send each event of a batch by itself",
        _ => $"CloudEvents as {VisibleText.Of(type)} are not read: send {Structured}+json, or the binary mode",
    };

    private static void Write(Utf8JsonWriter json, (HttpCall Request, string Type) call)
    {
        var (request, type) = call;
        foreach (var (header, value) in request.EventHeaders)
        {
            var name = header[Prefix.Length..].ToLowerInvariant();
            if (name.Length > 0 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))) json.WriteString(name, Decode(value));
        }

        if (request.ContentType is { Length: > 0 } said) json.WriteString("datacontenttype", said);
        if (request.Body.IsEmpty) return;
        if (type is not "application/json" && !type.EndsWith("+json", StringComparison.Ordinal))
        {
            json.WriteBase64String("data_base64", request.Body.Span);
            return;
        }

        using var data = JsonDocument.Parse(request.Body);
        json.WritePropertyName("data");
        data.RootElement.WriteTo(json);
    }

    // Section 3.1.3.2 of the HTTP binding: quotes around it and backslashes in it go first, then each percent sign with its two digits.
    private static string Decode(string value)
    {
        if (value is ['"', .., '"'] && value.Length > 1)
        {
            var plain = new StringBuilder(value.Length);
            for (var i = 1; i < value.Length - 1; i++)
            {
                if (value[i] == '\\' && i + 1 < value.Length - 1) i++;
                plain.Append(value[i]);
            }

            value = plain.ToString();
        }

        return Uri.UnescapeDataString(value);
    }
}
