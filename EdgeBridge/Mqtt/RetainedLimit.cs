namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>Bounds what the embedded broker keeps as retained messages, in topics and in bytes.</summary>
internal sealed class RetainedLimit(int countLimit, long bytesLimit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _bytesByTopic = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>
    /// Whether the message may be kept; one over the limit is delivered but not kept. An empty payload always may: it clears the topic.
    /// </summary>
    public bool TryKeep(string topic, long payloadBytes)
    {
        lock (_gate)
        {
            var known = _bytesByTopic.TryGetValue(topic, out var old);
            var size = payloadBytes == 0 ? 0 : payloadBytes + topic.Length;
            if (_bytes - old + size > bytesLimit && size > 0) return false;
            if (!known && size > 0 && _bytesByTopic.Count >= countLimit) return false;
            _bytes += size - old;
            if (size == 0) _bytesByTopic.Remove(topic);
            else _bytesByTopic[topic] = size;
            return true;
        }
    }
}
