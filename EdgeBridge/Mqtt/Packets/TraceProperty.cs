using EventEdge.Contracts.Tracing;

namespace EventEdge.EdgeBridge.Mqtt.Packets;

/// <summary>
/// Finds the <c>traceparent</c> of an MQTT 5 message: the user property, or, where the content type says that the payload is a CloudEvent,
/// its attribute.
/// </summary>
internal static class TraceProperty
{
    private const int ContentType = 0x03;
    private const int UserProperty = 0x26;

    /// <summary>The trace; null where there is none.</summary>
    /// <param name="properties">As sent, without their length; they were checked.</param>
    /// <param name="payload">The message.</param>
    public static string? Find(ReadOnlySpan<byte> properties, ReadOnlySpan<byte> payload)
    {
        var isCloudEvent = false;
        var reader = new WireReader(properties);
        while (!reader.IsAtEnd)
        {
            var id = reader.VariableInteger();
            if (id == ContentType) isCloudEvent = CloudEventTrace.IsMarked(reader.Binary());
            else if (id != UserProperty) Skip(id, ref reader);
            else if (reader.Binary().SequenceEqual("traceparent"u8)) return EventTrace.Read(reader.Binary());
            else reader.Binary();
        }

        return isCloudEvent ? CloudEventTrace.Find(payload) : null;
    }

    private static void Skip(int id, ref WireReader reader)
    {
        if (id == 0x01) reader.Byte();
        else if (id == 0x02) reader.UInt32();
        else if (id == 0x23) reader.UInt16();
        else reader.Binary();
    }
}
