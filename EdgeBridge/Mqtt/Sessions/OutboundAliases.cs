using MQTTnet.Packets;

namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>Numbers for the topics sent to one MQTT 5 client on one connection, so that each name travels once. No more than the client takes.</summary>
internal sealed class OutboundAliases(int limit)
{
    private const int Most = 64;

    private readonly Dictionary<string, ushort> _numbers = new(StringComparer.Ordinal);
    private readonly int _limit = Math.Min(limit, Most);

    /// <summary>Numbers the packet's topic, or leaves it alone when there are no numbers left.</summary>
    public void Apply(MqttPublishPacket publish)
    {
        if (_limit == 0) return;
        if (_numbers.TryGetValue(publish.Topic, out var known))
        {
            publish.TopicAlias = known;
            publish.Topic = string.Empty;
        }
        else if (_numbers.Count < _limit)
        {
            publish.TopicAlias = _numbers[publish.Topic] = (ushort)(_numbers.Count + 1);
        }
    }

    /// <summary>The packet was not sent: a number it would have introduced is free again.</summary>
    public void Unsent(MqttPublishPacket publish)
    {
        if (publish.TopicAlias > 0 && publish.Topic.Length > 0) _numbers.Remove(publish.Topic);
    }
}
