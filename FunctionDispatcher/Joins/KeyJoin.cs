using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Joins;

/// <summary>What a join keeps of one key.</summary>
internal sealed class KeyJoin
{
    public KeyJoin(FieldValue[] key, long ordinal)
    {
        (Key, Ordinal) = (key, ordinal);
        Sides = [new(this, JoinPart.Own), new(this, JoinPart.Other)];
    }

    public FieldValue[] Key { get; }

    /// <summary>How many keys appeared before it.</summary>
    public long Ordinal { get; }

    /// <summary>Its clocks, by <see cref="JoinPart"/>.</summary>
    public JoinSide[] Sides { get; }

    /// <summary>Events of the binding's own that wait until it is certain what belongs to them.</summary>
    public EntryList Open { get; } = new();

    /// <summary>Those that do not, and are kept for corrections.</summary>
    public EntryList Done { get; } = new();

    /// <summary>Events of the other side.</summary>
    public EntryList Others { get; } = new();

    /// <summary>How far the other side counted as complete when an event was last given.</summary>
    public long CertainTo { get; set; } = Ticks.Never;

    /// <summary>When it is looked at because the other side is silent, in ticks of recorded time.</summary>
    public long Due { get; set; } = Ticks.Forever;

    /// <summary>Under which time it stands in the queue of those that wait.</summary>
    public long QueuedFor { get; set; } = Ticks.Forever;

    /// <summary>Events kept.</summary>
    public int Count => Open.Count + Done.Count + Others.Count;

    /// <summary>Whether both sides have been silent for so long that their clocks are forgotten.</summary>
    public bool IsForgotten => Sides[0].Clocks == 0 && Sides[1].Clocks == 0 && Open.Count == 0;

    public JoinSide this[JoinPart part] => Sides[(int)part];

    public void Save(BinaryWriter writer)
    {
        foreach (var value in Key) writer.WriteValue(value);
        foreach (var side in Sides) side.Save(writer);
        writer.Write(CertainTo);
        writer.Write(Due);
        Save(writer, Others);
        Save(writer, Open);
        Save(writer, Done);
        // What belonged to an event may have gone since: then it can only be told that it did.
        foreach (var entry in Entries(Done))
        {
            writer.Write(entry.Given);
            writer.Write(entry.Partner is null ? -1 : IndexOf(entry.Partner));
        }
    }

    public void Load(BinaryReader reader, EventLayout own, EventLayout other)
    {
        foreach (var side in Sides) side.Load(reader);
        CertainTo = reader.ReadInt64();
        Due = reader.ReadInt64();
        Load(reader, Others, other);
        Load(reader, Open, own);
        Load(reader, Done, own);
        foreach (var entry in Entries(Done))
        {
            entry.Given = reader.ReadInt32();
            var partner = reader.ReadInt32();
            entry.Partner = partner >= 0 ? Others[partner] : null;
        }
    }

    private int IndexOf(JoinEntry other)
    {
        for (var index = Others.IndexFrom(other.Time); index < Others.Count && Others[index].Time == other.Time; index++)
        {
            if (ReferenceEquals(Others[index], other)) return index;
        }

        return -1;
    }

    private static IEnumerable<JoinEntry> Entries(EntryList list)
    {
        for (var index = 0; index < list.Count; index++) yield return list[index];
    }

    private static void Save(BinaryWriter writer, EntryList list)
    {
        writer.Write(list.Count);
        foreach (var entry in Entries(list)) entry.Save(writer);
    }

    private static void Load(BinaryReader reader, EntryList list, EventLayout layout)
    {
        for (var left = reader.ReadInt32(); left > 0; left--) list.Add(JoinEntry.Load(reader, layout));
    }
}

/// <summary>The clocks of one side of a key.</summary>
internal sealed class JoinSide(KeyJoin join, JoinPart part) : ClockGroup
{
    public KeyJoin Join { get; } = join;

    public JoinPart Part { get; } = part;

    /// <summary>Events of this side before it are late: what belongs to them was let go.</summary>
    public long Cut { get; set; } = Ticks.Never;

    public void Save(BinaryWriter writer)
    {
        SaveWatermark(writer);
        writer.Write(Cut);
    }

    public void Load(BinaryReader reader)
    {
        LoadWatermark(reader, hasBehind: true);
        Cut = reader.ReadInt64();
    }
}
