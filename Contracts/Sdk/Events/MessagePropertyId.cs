namespace EventEdge.Contracts.Events;

/// <summary>The properties that an MQTT 5 message may have, by the numbers that the standard gives them (section 3.3.2.3).</summary>
internal static class MessagePropertyId
{
    /// <summary>One byte: 1 where the payload is UTF-8 text.</summary>
    public const byte PayloadFormat = 0x01;

    /// <summary>Four bytes: seconds.</summary>
    public const byte Expiry = 0x02;

    /// <summary>A text.</summary>
    public const byte ContentType = 0x03;

    /// <summary>A text.</summary>
    public const byte ResponseTopic = 0x08;

    /// <summary>Bytes.</summary>
    public const byte CorrelationData = 0x09;

    /// <summary>Two bytes: what only the connection understands.</summary>
    public const byte TopicAlias = 0x23;

    /// <summary>Two texts: a name and a value; may come more than once.</summary>
    public const byte User = 0x26;
}
