using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Texts;

/// <summary>
/// What a message says about itself as a JSON object, as functions outside the process and whoever reads dead letters get it. What it does
/// not say is not there. User properties are a list of pairs, as a name may come more than once.
/// </summary>
internal sealed class MessagePropertiesJson : JsonConverter<MessageProperties>
{
    private const string ContentType = "content_type";
    private const string PayloadFormat = "payload_format";
    private const string ResponseTopic = "response_topic";
    private const string CorrelationData = "correlation_data_base64";
    private const string Expiry = "message_expiry";
    private const string User = "user";
    private const string Utf8 = "utf8";

    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter json, MessageProperties properties)
    {
        json.WriteStartObject();
        if (properties.ContentType is { } type) json.WriteString(ContentType, type);
        if (properties.IsText is { } isText) json.WriteString(PayloadFormat, isText ? Utf8 : "binary");
        if (properties.ResponseTopic is { } topic) json.WriteString(ResponseTopic, topic);
        if (properties.Find(MessagePropertyId.CorrelationData, out var data)) json.WriteBase64String(CorrelationData, data);
        if (properties.Expiry is { } expiry) json.WriteNumber(Expiry, (long)expiry.TotalSeconds);
        if (properties.UserProperties is { Count: > 0 } user) WriteUser(json, user);
        json.WriteEndObject();
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, MessageProperties value, JsonSerializerOptions options) => Write(writer, value);

    /// <inheritdoc />
    public override MessageProperties Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var from = document.RootElement;
        var writer = new MessagePropertyWriter();
        try
        {
            if (from.TryGetProperty(PayloadFormat, out var format)) writer.AddFormat(format.GetString() == Utf8);
            if (from.TryGetProperty(Expiry, out var expiry)) writer.AddExpiry(expiry.GetUInt32());
            if (from.TryGetProperty(ContentType, out var type)) writer.Add(MessagePropertyId.ContentType, type.GetString()!);
            if (from.TryGetProperty(ResponseTopic, out var topic)) writer.Add(MessagePropertyId.ResponseTopic, topic.GetString()!);
            if (from.TryGetProperty(CorrelationData, out var data))
                writer.Add(MessagePropertyId.CorrelationData, data.GetBytesFromBase64());
            if (from.TryGetProperty(User, out var user)) ReadUser(user, writer);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or ArgumentException)
        {
            throw new JsonException($"no properties of a message: {error.Message}", error);
        }

        return writer.ToProperties();
    }

    private static void WriteUser(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> user)
    {
        json.WriteStartArray(User);
        foreach (var (name, value) in user)
        {
            json.WriteStartArray();
            json.WriteStringValue(name);
            json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void ReadUser(JsonElement user, MessagePropertyWriter writer)
    {
        foreach (var pair in user.EnumerateArray())
        {
            if (pair.GetArrayLength() != 2) throw new FormatException("a user property has a name and a value");
            writer.AddUser(pair[0].GetString()!, pair[1].GetString()!);
        }
    }
}
