using System.Text;

namespace EventEdge.Contracts.Events;

/// <summary>
/// What a message says about itself beside its topic and its payload: the properties of MQTT 5. They stay the bytes they were, as objects
/// they would take sixteen times their size; what is asked for is read from them. Never throws on read.
/// </summary>
public sealed class MessageProperties
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private string? _contentType;

    /// <summary>Properties as they stand on the wire, without their length and without what belongs to a connection.</summary>
    /// <param name="bytes">Not to be changed while the object lives; what follows a property that cannot be read is left out.</param>
    internal MessageProperties(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>No properties.</summary>
    public static MessageProperties None { get; } = new(default);

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _bytes.IsEmpty;

    /// <summary>The media type of the payload as written, such as <c>application/json</c>; null when the sender does not say.</summary>
    public string? ContentType => _contentType ??= TextOf(MessagePropertyId.ContentType);

    /// <summary>Whether the payload is text in UTF-8; null when the sender does not say.</summary>
    public bool? IsText => Find(MessagePropertyId.PayloadFormat, out var value) ? value[0] != 0 : null;

    /// <summary>Where the sender waits for an answer; null when it does not.</summary>
    public string? ResponseTopic => TextOf(MessagePropertyId.ResponseTopic);

    /// <summary>What an answer has to carry for its asker to know it; empty when there is none.</summary>
    public ReadOnlyMemory<byte> CorrelationData =>
        Find(MessagePropertyId.CorrelationData, out var value) ? value.ToArray() : ReadOnlyMemory<byte>.Empty;

    /// <summary>How long the message is worth delivering, in whole seconds, as it was when it came here; null for ever.</summary>
    public TimeSpan? Expiry => Find(MessagePropertyId.Expiry, out var value)
        ? TimeSpan.FromSeconds(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(value)) : null;

    /// <summary>Every user property, in the order of the message; a name may come more than once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties
    {
        get
        {
            var all = new List<KeyValuePair<string, string>>();
            var reader = new MessagePropertyReader(_bytes.Span);
            while (reader.Read())
            {
                if (reader.Id == MessagePropertyId.User)
                    all.Add(new(Encoding.UTF8.GetString(reader.Name), Encoding.UTF8.GetString(reader.Value)));
            }

            return all;
        }
    }

    /// <summary>The bytes.</summary>
    internal ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The first user property of a name, case counts; null when there is none.</summary>
    public string? User(string name) =>
        FindUser(Encoding.UTF8.GetBytes(name), out var value) ? Encoding.UTF8.GetString(value) : null;

    /// <summary>Properties as a test of a function needs them.</summary>
    /// <param name="contentType">The media type of the payload; null for none.</param>
    /// <param name="user">User properties; each part has at most 65,535 bytes in UTF-8.</param>
    /// <exception cref="ArgumentException">A part is longer.</exception>
    public static MessageProperties Of(string? contentType, params ReadOnlySpan<(string Name, string Value)> user)
    {
        var writer = new MessagePropertyWriter();
        if (contentType is not null) writer.Add(MessagePropertyId.ContentType, contentType);
        foreach (var (name, value) in user) writer.AddUser(name, value);
        return writer.ToProperties();
    }

    /// <summary>Finds a property that a message has once; its value without a length in front.</summary>
    internal bool Find(byte id, out ReadOnlySpan<byte> value)
    {
        var reader = new MessagePropertyReader(_bytes.Span);
        while (reader.Read())
        {
            if (reader.Id != id) continue;
            value = reader.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Finds the first user property of a name.</summary>
    internal bool FindUser(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var reader = new MessagePropertyReader(_bytes.Span);
        while (reader.Read())
        {
            if (reader.Id != MessagePropertyId.User || !reader.Name.SequenceEqual(name)) continue;
            value = reader.Value;
            return true;
        }

        value = default;
        return false;
    }

    private string? TextOf(byte id) => Find(id, out var value) ? Encoding.UTF8.GetString(value) : null;
}
