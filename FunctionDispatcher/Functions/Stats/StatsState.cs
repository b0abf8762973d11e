using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Functions.Merging;

namespace EventEdge.FunctionDispatcher.Functions.Stats;

/// <summary>What <c>stats</c> knows, with the names of its fields and statistics.</summary>
internal sealed class StatsState(string[] names, Stat[] stats, FieldStats[] fields) : IResultState
{
    /// <summary>Its kind where it is stored.</summary>
    public const byte StoredKind = 2;

    /// <inheritdoc />
    public byte Kind => StoredKind;

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, FieldValue>> Fields
    {
        get
        {
            var output = new List<KeyValuePair<string, FieldValue>>(fields.Length * stats.Length);
            for (var i = 0; i < fields.Length; i++)
            {
                if (fields[i].Count > 0) Describe(i, output);
            }

            return output;
        }
    }

    /// <inheritdoc />
    public bool TryMerge(IResultState other)
    {
        if (other is not StatsState described || !described.Describes(names, stats)) return false;
        for (var i = 0; i < fields.Length; i++) fields[i].Merge(described.FieldAt(i));
        return true;
    }

    /// <inheritdoc />
    public void Save(BinaryWriter writer)
    {
        writer.Write((byte)stats.Length);
        foreach (var stat in stats) writer.Write((byte)stat);
        writer.Write7BitEncodedInt(names.Length);
        foreach (var name in names) writer.Write(name);
        foreach (ref readonly var field in fields.AsSpan()) field.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static StatsState Load(BinaryReader reader)
    {
        var stats = new Stat[reader.ReadByte()];
        for (var i = 0; i < stats.Length; i++) stats[i] = (Stat)reader.ReadByte();
        var names = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < names.Length; i++) names[i] = reader.ReadString();
        var fields = new FieldStats[names.Length];
        for (var i = 0; i < fields.Length; i++) fields[i] = FieldStats.Load(reader);
        return new StatsState(names, stats, fields);
    }

    private bool Describes(string[] otherNames, Stat[] otherStats) =>
        names.AsSpan().SequenceEqual(otherNames) && stats.AsSpan().SequenceEqual(otherStats);

    private ref readonly FieldStats FieldAt(int index) => ref fields[index];

    private void Describe(int field, List<KeyValuePair<string, FieldValue>> output)
    {
        foreach (var stat in stats)
        {
            var value = fields[field].Read(stat);
            if (double.IsFinite(value)) output.Add(new($"{names[field]}_{StatNames.Of(stat)}", value));
        }
    }
}
