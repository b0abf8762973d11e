using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Cbor;
using EventEdge.FunctionDispatcher.Decoders.Items;
using EventEdge.FunctionDispatcher.Decoders.Json;
using EventEdge.FunctionDispatcher.Decoders.MessagePack;

namespace EventEdge.FunctionDispatcher.Decoders.CloudEvents;

/// <summary>
/// Data that came as bytes, read by their media type into fields below <c>data</c>: JSON, CBOR, MessagePack and text. Of another type they
/// stay the Base64 that they are. Says what is wrong, or null.
/// </summary>
internal sealed class CloudEventData(EventLayout layout, bool keepAll, int payloadLimit)
{
    private readonly JsonEventDecoder _json = new(layout, keepAll, payloadLimit);
    private readonly PayloadFields _fields = new(layout, keepAll);

    public string? Read(string type, string base64, EdgeEvent target)
    {
        var bytes = new byte[(base64.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(base64, bytes, out var length)) return "'data_base64' is no Base64";
        return IsRead(type) && ReadAs(type, bytes.AsSpan(0, length), target) is { } error ? $"'data_base64': {error}" : null;
    }

    /// <summary>The same of data that are bytes as they came: of a type that is not read they become the Base64.</summary>
    public string? Read(string type, ReadOnlySpan<byte> bytes, EdgeEvent target)
    {
        if (bytes.Length > payloadLimit) return $"the data have {bytes.Length} bytes, {payloadLimit} are allowed";
        if (IsRead(type)) return ReadAs(type, bytes, target) is { } error ? $"the data: {error}" : null;
        _fields.Begin(target);
        if (_fields.Find(_fields.Root, "data_base64"u8) is { } field) _fields.Set(field, FieldValue.Of(Convert.ToBase64String(bytes)));
        return null;
    }

    private static bool IsRead(string type) =>
        IsJson(type) || IsCbor(type) || IsMessagePack(type) || type.StartsWith("text/", StringComparison.Ordinal);

    private static bool IsJson(string type) => type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal);

    private static bool IsCbor(string type) => type == "application/cbor" || type.EndsWith("+cbor", StringComparison.Ordinal);

    private static bool IsMessagePack(string type) => type is "application/msgpack" or "application/x-msgpack" or "application/vnd.msgpack";

    private string? ReadAs(string type, ReadOnlySpan<byte> bytes, EdgeEvent target)
    {
        if (IsJson(type)) return ReadJson(bytes, target);
        if (IsCbor(type)) return ReadItems<CborFormat>(bytes, target);
        return IsMessagePack(type) ? ReadItems<MessagePackFormat>(bytes, target) : ReadText(bytes, target);
    }

    // As the object around them would have held them.
    private string? ReadJson(ReadOnlySpan<byte> bytes, EdgeEvent target)
    {
        if (bytes.IsEmpty) return "not JSON at byte 0: there is nothing";
        var buffer = new ArrayBufferWriter<byte>(bytes.Length + 16);
        try
        {
            using var json = new Utf8JsonWriter(buffer);
            json.WriteStartObject();
            json.WritePropertyName("data"u8);
            json.WriteRawValue(bytes);
            json.WriteEndObject();
        }
        catch (JsonException broken)
        {
            return JsonProblem.Describe(broken, bytes);
        }

        _json.TryDecode(buffer.WrittenSpan, target, out var error);
        return error;
    }

    private string? ReadItems<TFormat>(ReadOnlySpan<byte> bytes, EdgeEvent target)
        where TFormat : IItemFormat
    {
        _fields.Begin(target);
        var position = 0;
        var error = ItemWalker<TFormat>.Next(bytes, ref position, out var item)
            ?? new ItemWalker<TFormat>(_fields).ReadValue(_fields.Find(_fields.Root, "data"u8), bytes, ref position, item, 1);
        return error ?? (position == bytes.Length ? null : $"{bytes.Length - position} bytes behind the data, at byte {position}");
    }

    private string? ReadText(ReadOnlySpan<byte> bytes, EdgeEvent target)
    {
        if (!Utf8.IsValid(bytes)) return "the text is not UTF-8";
        _fields.Begin(target);
        if (_fields.Find(_fields.Root, "data"u8) is { } field) _fields.Set(field, FieldValue.Of(Encoding.UTF8.GetString(bytes)));
        return null;
    }
}
