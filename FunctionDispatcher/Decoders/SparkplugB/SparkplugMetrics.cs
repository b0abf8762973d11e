using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>The metrics that a birth has named, with their types and numbers.</summary>
internal sealed class SparkplugMetrics
{
    private readonly Dictionary<ulong, string> _names = [];
    private readonly Dictionary<string, SparkplugDataType> _types = new(StringComparer.Ordinal);

    /// <summary>
    /// What they count towards <see cref="SparkplugNodes.MetricLimit"/>: one for the node or device itself, and its names or its numbers,
    /// whichever are more, since one name may have many numbers.
    /// </summary>
    public int Count => 1 + Math.Max(_types.Count, _names.Count);

    /// <summary>Their names and types, in the order of names.</summary>
    public IEnumerable<(string Name, SparkplugDataType Type)> All =>
        _types.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Key, t.Value));

    /// <summary>Takes a metric of a birth; false where its number already is another one's.</summary>
    public bool TryAdd(string name, SparkplugDataType type, ulong? alias)
    {
        _types[name] = type;
        return alias is null || _names.TryAdd(alias.Value, name) || _names[alias.Value] == name;
    }

    /// <summary>The name behind a number; null where the birth had none.</summary>
    public string? NameOf(ulong alias) => _names.GetValueOrDefault(alias);

    /// <summary>The type of a metric, as its birth said it.</summary>
    public SparkplugDataType TypeOf(string name) => _types.GetValueOrDefault(name);

    public void Save(BinaryWriter writer)
    {
        writer.Write(_types.Count);
        foreach (var (name, type) in _types.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write((byte)type);
        }

        writer.Write(_names.Count);
        foreach (var (alias, name) in _names.OrderBy(n => n.Key))
        {
            writer.Write(alias);
            writer.Write(name);
        }
    }

    public static SparkplugMetrics Load(BinaryReader reader)
    {
        var metrics = new SparkplugMetrics();
        for (var count = reader.ReadInt32(); count > 0; count--) metrics._types[reader.ReadString()] = (SparkplugDataType)reader.ReadByte();
        for (var count = reader.ReadInt32(); count > 0; count--) metrics._names[reader.ReadUInt64()] = reader.ReadString();
        return metrics;
    }
}
