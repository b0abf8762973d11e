using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>
/// What births have said: which nodes and devices are alive, and what the numbers of their metrics mean. Bounded; a birth beyond it is
/// refused, and nothing that is known is given up for it.
/// </summary>
internal sealed class SparkplugNodes
{
    /// <summary>Most edge nodes.</summary>
    public const int NodeLimit = 10_000;

    /// <summary>Most metrics of all nodes and devices; each of these counts as one more.</summary>
    public const int MetricLimit = 200_000;

    // The first said nothing of what is missing.
    private const byte FormatVersion = 2;

    private readonly Dictionary<string, SparkplugNode> _nodes = new(StringComparer.Ordinal);
    private int _metrics;

    /// <summary>Every node that is alive.</summary>
    public IEnumerable<SparkplugNode> All => _nodes.Values;

    /// <summary>Whether a node is still the one that is alive under its name.</summary>
    public bool IsAlive(SparkplugNode node) => _nodes.GetValueOrDefault($"{node.Group}/{node.EdgeNode}") == node;

    /// <summary>The node of a topic; null where none has been born.</summary>
    public SparkplugNode? Find(in SparkplugTopic topic) => _nodes.GetValueOrDefault($"{topic.Group}/{topic.EdgeNode}");

    /// <summary>Whether a birth whose metrics count so much finds room.</summary>
    public bool HasCapacityFor(in SparkplugTopic topic, int metrics)
    {
        var node = Find(topic);
        var given = node is null ? 0 : topic.Device.Length == 0 ? node.Metrics : node.Find(topic.Device)?.Count ?? 0;
        return _metrics - given + metrics <= MetricLimit && (node is not null || _nodes.Count < NodeLimit);
    }

    /// <summary>A node is born: whatever was known of it and its devices is no more.</summary>
    public SparkplugNode Begin(in SparkplugTopic topic)
    {
        var node = new SparkplugNode(topic.Group, topic.EdgeNode);
        if (Find(topic) is { } earlier) _metrics -= earlier.Metrics;
        return _nodes[$"{topic.Group}/{topic.EdgeNode}"] = node;
    }

    /// <summary>A node, or a device of it, has these metrics from now on.</summary>
    public void Define(SparkplugNode node, string device, SparkplugMetrics metrics)
    {
        _metrics += metrics.Count - (node.Find(device)?.Count ?? 0);
        node.Set(device, metrics);
    }

    /// <summary>A device is dead.</summary>
    public void End(SparkplugNode node, string device)
    {
        _metrics -= node.Find(device)?.Count ?? 0;
        node.Remove(device);
    }

    /// <summary>A node is dead, and its devices with it.</summary>
    public void End(in SparkplugTopic topic)
    {
        if (!_nodes.Remove($"{topic.Group}/{topic.EdgeNode}", out var node)) return;
        _metrics -= node.Metrics;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(FormatVersion);
        writer.Write(_nodes.Count);
        foreach (var (name, node) in _nodes.OrderBy(n => n.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            node.Save(writer);
        }
    }

    /// <summary>Reads what was saved, and says in which format.</summary>
    public byte Load(BinaryReader reader)
    {
        var version = reader.ReadByte();
        if (version is 0 or > FormatVersion) throw new InvalidDataException($"Sparkplug births of format {version} cannot be read");
        _nodes.Clear();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var name = reader.ReadString();
            _nodes.Add(name, SparkplugNode.Load(name, reader, knowsMissing: version > 1));
        }

        _metrics = _nodes.Values.Sum(n => n.Metrics);
        return version;
    }
}
