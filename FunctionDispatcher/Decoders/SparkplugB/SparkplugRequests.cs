using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>
/// Requests for births, by recorded time. A node is asked once in an interval, however much of it is missing, and all nodes together a
/// number of times a second, so that a start among many of them, or a storm of broken messages, does not make one of births: who is left
/// out is asked with its next message. Bounded; saved, so that a replay asks what was asked.
/// </summary>
internal sealed class SparkplugRequests(SparkplugBDecoderConfig config)
{
    /// <summary>Most requests a second.</summary>
    public const int RateLimit = 100;

    /// <summary>Most nodes of which is remembered when they were asked.</summary>
    public const int NodeLimit = SparkplugNodes.NodeLimit;

    private readonly Dictionary<string, long> _asked = new(StringComparer.Ordinal);
    private readonly SparkplugWriter _writer = new();
    private List<(string Topic, byte[] Payload)> _requests = [];
    private long _second;
    private int _count;

    /// <summary>Asks a node for its births, unless it was asked lately.</summary>
    public void Ask(string group, string edgeNode, DateTimeOffset now)
    {
        if (!config.Rebirth) return;
        var name = $"{group}/{edgeNode}";
        if (_asked.TryGetValue(name, out var at) && IsRecent(at, now.UtcTicks)) return;
        if (!HasCapacity(now.UtcTicks)) return;
        _asked[name] = now.UtcTicks;
        _requests.Add((SparkplugTopic.CommandOf(group, edgeNode), _writer.Rebirth((ulong)Math.Max(0, now.ToUnixTimeMilliseconds()))));
    }

    /// <summary>What is to be asked.</summary>
    public IReadOnlyList<(string Topic, byte[] Payload)> Take()
    {
        if (_requests.Count == 0) return [];
        var taken = _requests;
        _requests = [];
        return taken;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_second);
        writer.Write(_count);
        writer.Write(_asked.Count);
        foreach (var (name, at) in _asked.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write(at);
        }
    }

    public void Load(BinaryReader reader)
    {
        _second = reader.ReadInt64();
        _count = reader.ReadInt32();
        _asked.Clear();
        for (var count = reader.ReadInt32(); count > 0; count--) _asked.Add(reader.ReadString(), reader.ReadInt64());
    }

    // A clock that was set back must not silence it.
    private bool IsRecent(long at, long now) => now - at < config.RebirthInterval.Ticks && now >= at;

    private bool HasCapacity(long now)
    {
        var second = now / TimeSpan.TicksPerSecond;
        if (second != _second) (_second, _count) = (second, 0);
        if (_count == RateLimit) return false;
        if (_asked.Count >= NodeLimit)
        {
            foreach (var (name, at) in _asked)
            {
                if (!IsRecent(at, now)) _asked.Remove(name);
            }

            if (_asked.Count >= NodeLimit) return false;
        }

        _count++;
        return true;
    }
}
