using System.Text.Json;
using EventEdge.Contracts.Texts;

namespace EventEdge.FunctionDispatcher.Decoders.CloudEvents;

/// <summary>What an event says of itself, as far as reading it depends on it.</summary>
internal struct CloudEventEnvelope
{
    private bool _hasId;
    private bool _hasSource;
    private bool _hasType;
    private bool _hasVersion;
    private bool _hasData;

    public CloudEventEnvelope() => ContentType = string.Empty;

    /// <summary>The media type of the data, without parameters; empty where it is not said.</summary>
    public string ContentType { get; private set; }

    /// <summary>The data as Base64; null where they are JSON.</summary>
    public string? Base64 { get; private set; }

    /// <summary>Reads the object at the reader to its end; says what is wrong, or null.</summary>
    /// <param name="reader">At the beginning of the object.</param>
    /// <param name="isRequest">Whether it is a request, which has a query and headers beside the event's attributes.</param>
    /// <param name="envelope">What it says.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static string? Read(ref Utf8JsonReader reader, bool isRequest, out CloudEventEnvelope envelope)
    {
        envelope = new();
        if (reader.TokenType != JsonTokenType.StartObject) return "a CloudEvent is an object";
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (isRequest && name is "query" or "headers") reader.Skip();
            else if (envelope.Take(name, ref reader) is { } error) return error;
        }

        return envelope.Check();
    }

    private string? Take(string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            _hasData |= name == "data";
            return null;
        }

        if (name == "data")
        {
            _hasData = true;
            reader.Skip();
            return null;
        }

        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            return $"the attribute '{Shorten(name)}' is neither a text nor a number nor a truth value";
        return Take(name, reader.TokenType == JsonTokenType.String ? reader.GetString() : null);
    }

    /// <summary>Takes an attribute; says what is wrong with it, or null.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">Its value; null where it is no text.</param>
    public string? Take(string name, string? text)
    {
        switch (name)
        {
            case "id": _hasId = true; break;
            case "source": _hasSource = true; break;
            case "type": _hasType = true; break;
            case "specversion" when text != "1.0": return "'specversion' is not '1.0'";
            case "specversion": _hasVersion = true; return null;
            case "datacontenttype": ContentType = MediaTypeOf(text ?? string.Empty); break;
            case "data_base64":
                Base64 = text;
                return text is null ? "'data_base64' is no text" : null;
            case "time": return IsoTimestamp.TryParse(text, out _) ? null : "'time' is no time";
            default: return null;
        }

        return string.IsNullOrEmpty(text) ? $"'{name}' is no text, or an empty one" : null;
    }

    /// <summary>What is missing, or null.</summary>
    public readonly string? Check()
    {
        if (!_hasVersion) return "'specversion' is missing";
        if (!_hasId) return "'id' is missing";
        if (!_hasSource) return "'source' is missing";
        if (!_hasType) return "'type' is missing";
        return Base64 is not null && _hasData ? "there are both 'data' and 'data_base64'" : null;
    }

    private static string MediaTypeOf(string contentType) => contentType.Split(';', 2)[0].Trim().ToLowerInvariant();

    private static string Shorten(string name) => VisibleText.Of(name.Length <= 40 ? name : name[..40]);
}
