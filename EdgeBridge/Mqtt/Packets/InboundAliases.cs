using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Packets;

/// <summary>The numbers one MQTT 5 client has given its topics, on one connection. Bounded in number and in bytes.</summary>
internal sealed class InboundAliases
{
    /// <summary>Most of them; what CONNACK says as Topic Alias Maximum.</summary>
    public const int Limit = 64;

    /// <summary>Most bytes of the topics they stand for.</summary>
    public const int BytesLimit = 64 << 10;

    private byte[]?[]? _topics;
    private int _bytes;

    /// <summary>The topic meant; one that is named is remembered.</summary>
    /// <exception cref="MqttFaultException">The number is over the limit, or stands for nothing yet; or the topics are too long
    /// together.</exception>
    public ReadOnlySpan<byte> Resolve(ushort alias, ReadOnlySpan<byte> topic)
    {
        if (alias > Limit) throw new MqttFaultException(MqttDisconnectReasonCode.TopicAliasInvalid, $"topic alias {alias} is over {Limit}");
        _topics ??= new byte[Limit + 1][];
        if (topic.IsEmpty) return _topics[alias] ?? throw MqttFaultException.Protocol($"topic alias {alias} stands for nothing");
        if (topic.SequenceEqual(_topics[alias])) return topic;
        _bytes += topic.Length - (_topics[alias]?.Length ?? 0);
        if (_bytes > BytesLimit) throw MqttFaultException.OverQuota($"its topic aliases stand for more than {BytesLimit} bytes of topics");
        _topics[alias] = topic.ToArray();
        return topic;
    }
}
