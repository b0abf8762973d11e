using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Packets;

/// <summary>The numbers one MQTT 5 client has given its topics, on one connection.</summary>
internal sealed class InboundAliases
{
    /// <summary>Most of them; what CONNACK says as Topic Alias Maximum.</summary>
    public const int Limit = 64;

    private readonly byte[]?[] _topics = new byte[Limit + 1][];

    /// <summary>The topic meant; one that is named is remembered.</summary>
    /// <exception cref="MqttFaultException">The number is over the limit, or stands for nothing yet.</exception>
    public ReadOnlySpan<byte> Resolve(ushort alias, ReadOnlySpan<byte> topic)
    {
        if (alias > Limit) throw new MqttFaultException(MqttDisconnectReasonCode.TopicAliasInvalid, $"topic alias {alias} is over {Limit}");
        if (topic.IsEmpty) return _topics[alias] ?? throw MqttFaultException.Protocol($"topic alias {alias} stands for nothing");
        if (!topic.SequenceEqual(_topics[alias])) _topics[alias] = topic.ToArray();
        return topic;
    }
}
