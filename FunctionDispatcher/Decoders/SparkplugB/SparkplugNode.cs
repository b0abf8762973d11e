namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>An edge node that is alive, with its devices.</summary>
internal sealed class SparkplugNode(string group, string edgeNode)
{
    private readonly Dictionary<string, SparkplugMetrics> _devices = new(StringComparer.Ordinal);

    public string Group { get; } = group;

    public string EdgeNode { get; } = edgeNode;

    /// <summary>The number of its connection, which its death repeats; null where its birth did not say one.</summary>
    public ulong? Connection { get; set; }

    /// <summary>Its sequence numbers.</summary>
    public SparkplugGaps Gaps { get; } = new();

    /// <summary>Whether messages of it were lost, so that its births may be others than those that are known.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>Metrics of the node and its devices together.</summary>
    public int Metrics => _devices.Values.Sum(d => d.Count);

    /// <summary>The node's own metrics, under an empty name, and those of its devices, in the order of their names.</summary>
    public IEnumerable<(string Device, SparkplugMetrics Metrics)> Born =>
        _devices.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => (d.Key, d.Value));

    /// <summary>The metrics of a device, or, without a name, of the node itself; null where it has not been born.</summary>
    public SparkplugMetrics? Find(string device) => _devices.GetValueOrDefault(device);

    public void Set(string device, SparkplugMetrics metrics) => _devices[device] = metrics;

    public void Remove(string device) => _devices.Remove(device);

    public void Save(BinaryWriter writer)
    {
        writer.Write(Connection is not null);
        writer.Write(Connection ?? 0);
        Gaps.Save(writer);
        writer.Write(IsDoubtful);
        writer.Write(_devices.Count);
        foreach (var (name, metrics) in Born)
        {
            writer.Write(name);
            metrics.Save(writer);
        }
    }

    public static SparkplugNode Load(string name, BinaryReader reader, bool knowsMissing)
    {
        var parts = name.Split('/');
        var hasConnection = reader.ReadBoolean();
        var connection = reader.ReadUInt64();
        var node = new SparkplugNode(parts[0], parts[^1]) { Connection = hasConnection ? connection : null };
        node.Gaps.Load(reader, knowsMissing);
        node.IsDoubtful = knowsMissing && reader.ReadBoolean();
        for (var count = reader.ReadInt32(); count > 0; count--) node.Set(reader.ReadString(), SparkplugMetrics.Load(reader));
        return node;
    }
}
