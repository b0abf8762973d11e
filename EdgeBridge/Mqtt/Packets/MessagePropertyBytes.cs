using EventEdge.Contracts.Events;

namespace EventEdge.EdgeBridge.Mqtt.Packets;

/// <summary>
/// What bindings are told of a message's properties: all of them but the topic alias, which only its connection understands. A message
/// that says nothing costs nothing.
/// </summary>
internal static class MessagePropertyBytes
{
    private const int AliasBytes = 3;

    /// <summary>The properties of a PUBLISH, copied; null where there is nothing to tell.</summary>
    /// <param name="properties">As sent, without their length; they were checked.</param>
    public static MessageProperties? Of(ReadOnlySpan<byte> properties)
    {
        if (properties.IsEmpty || (properties.Length == AliasBytes && properties[0] == MessagePropertyId.TopicAlias)) return null;
        var reader = new MessagePropertyReader(properties);
        while (reader.Read())
        {
            if (reader.Id == MessagePropertyId.TopicAlias) return Without(properties, reader.Whole);
        }

        return new(properties.ToArray());
    }

    /// <summary>Properties that were stored without their expiry.</summary>
    public static MessageProperties? Of(byte[] stored, uint expirySeconds)
    {
        if (expirySeconds == 0) return stored.Length == 0 ? null : new(stored);
        var writer = new MessagePropertyWriter();
        writer.AddExpiry(expirySeconds);
        writer.AddWhole(stored);
        return writer.ToProperties();
    }

    private static MessageProperties Without(ReadOnlySpan<byte> properties, ReadOnlySpan<byte> part)
    {
        _ = properties.Overlaps(part, out var at);
        var kept = new byte[properties.Length - part.Length];
        properties[..at].CopyTo(kept);
        properties[(at + part.Length)..].CopyTo(kept.AsSpan(at));
        return new(kept);
    }
}
