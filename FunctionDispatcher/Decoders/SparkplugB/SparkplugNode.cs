namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>An edge node that is alive, with its devices.</summary>
internal sealed class SparkplugNode
{
    private readonly Dictionary<string, SparkplugMetrics> _devices = new(StringComparer.Ordinal);

    /// <summary>The number of its connection, which its death repeats; null where its birth did not say one.</summary>
    public ulong? Connection { get; set; }

    /// <summary>The last sequence number; -1 before the first.</summary>
    public int Sequence { get; set; } = -1;

    /// <summary>Metrics of the node and its devices together.</summary>
    public int Metrics => _devices.Values.Sum(d => d.Count);

    /// <summary>The metrics of a device, or, without a name, of the node itself; null where it has not been born.</summary>
    public SparkplugMetrics? Find(string device) => _devices.GetValueOrDefault(device);

    public void Set(string device, SparkplugMetrics metrics) => _devices[device] = metrics;

    public void Remove(string device) => _devices.Remove(device);

    /// <summary>
    /// How many messages are missing before one of this number, as far as 256 numbers can tell; none where it is the last again.
    /// </summary>
    public int MissedBefore(int sequence) => Sequence < 0 || sequence == Sequence ? 0 : (sequence - Sequence - 1) & 255;

    public void Save(BinaryWriter writer)
    {
        writer.Write(Connection is not null);
        writer.Write(Connection ?? 0);
        writer.Write((short)Sequence);
        writer.Write(_devices.Count);
        foreach (var (name, metrics) in _devices.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            metrics.Save(writer);
        }
    }

    public static SparkplugNode Load(BinaryReader reader)
    {
        var hasConnection = reader.ReadBoolean();
        var connection = reader.ReadUInt64();
        var node = new SparkplugNode { Connection = hasConnection ? connection : null, Sequence = reader.ReadInt16() };
        for (var count = reader.ReadInt32(); count > 0; count--) node.Set(reader.ReadString(), SparkplugMetrics.Load(reader));
        return node;
    }
}
