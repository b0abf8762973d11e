namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>
/// Numbers for the topics sent to one MQTT 5 client on one connection, so that each name travels once. No more than the client takes, nor
/// than memory bears.
/// </summary>
internal sealed class OutboundAliases(int limit)
{
    private const int Most = 64;
    private const int LongestTopic = 1024;

    private readonly int _limit = Math.Min(limit, Most);
    private Dictionary<string, ushort>? _numbers;

    /// <summary>The topic's number, 0 without one, and whether the topic has to be named beside it.</summary>
    public (ushort Alias, bool NamesTopic) Of(string topic)
    {
        if (_limit == 0 || topic.Length > LongestTopic) return (0, true);
        _numbers ??= new(StringComparer.Ordinal);
        if (_numbers.TryGetValue(topic, out var known)) return (known, false);
        if (_numbers.Count >= _limit) return (0, true);
        var number = (ushort)(_numbers.Count + 1);
        _numbers[topic] = number;
        return (number, true);
    }

    /// <summary>The packet was not sent: the number that it would have introduced is free again.</summary>
    public void Unsent(string topic, bool namesTopic)
    {
        if (namesTopic) _numbers?.Remove(topic);
    }
}
