using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.CloudEvents;

/// <summary>
/// An event in binary mode: its attributes are user properties of the message, the type of its data is the content type, its data are the
/// payload. Says what is wrong, or null.
/// </summary>
internal sealed class BinaryCloudEvent(EventLayout layout, bool keepAll, CloudEventData data)
{
    private static readonly byte[] ContentType = "datacontenttype"u8.ToArray();

    private readonly PayloadFields _fields = new(layout, keepAll);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public string? Read(ReadOnlySpan<byte> payload, EdgeEvent target)
    {
        _fields.Begin(target);
        _names.Clear();
        var envelope = new CloudEventEnvelope();
        return ReadAttributes(target.Properties, ref envelope) ?? envelope.Check()
            ?? (payload.IsEmpty ? null : data.Read(envelope.ContentType, payload, target));
    }

    private string? ReadAttributes(MessageProperties properties, ref CloudEventEnvelope envelope)
    {
        string? error = null;
        // Its own place counts, where some senders put it among the attributes as well.
        var hasType = properties.Find(MessagePropertyId.ContentType, out _);
        var reader = new MessagePropertyReader(properties.Bytes.Span);
        while (error is null && reader.Read())
        {
            if (reader.Id == MessagePropertyId.ContentType) error = Take(ContentType, reader.Value, ref envelope);
            if (reader.Id != MessagePropertyId.User || !IsAttribute(reader.Name)) continue;
            if (!hasType || !reader.Name.SequenceEqual(ContentType)) error = Take(reader.Name, reader.Value, ref envelope);
        }

        return error;
    }

    private string? Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref CloudEventEnvelope envelope)
    {
        var (attribute, text) = (_fields.Text(name), _fields.Text(value));
        if (!_names.Add(attribute)) return $"the attribute '{VisibleText.Of(attribute)}' is there twice";
        if (_fields.Find(_fields.Root, name) is { } field) _fields.Set(field, FieldValue.Of(text));
        return envelope.Take(attribute, text);
    }

    // Of what a sender says besides, only what may be an attribute is one; 'data' may not.
    private static bool IsAttribute(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.SequenceEqual("data"u8)) return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower((char)c) && !char.IsAsciiDigit((char)c)) return false;
        }

        return true;
    }
}
