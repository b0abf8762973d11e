using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Joins;

/// <summary>A join as saved.</summary>
internal static class JoinState
{
    private const byte FormatVersion = 1;

    /// <summary>Writes the keys in the order they appeared, then the clocks of each side in the order they come to rest.</summary>
    public static void Save(
        BinaryWriter writer, in RecordedTime recorded, IReadOnlyList<WatermarkTracker> watermarks, IReadOnlyList<KeyJoin> joins)
    {
        writer.Write(FormatVersion);
        recorded.Save(writer);
        writer.Write(joins.Count);
        var indexes = new Dictionary<KeyJoin, int>(joins.Count, ReferenceEqualityComparer.Instance);
        foreach (var join in joins)
        {
            indexes.Add(join, indexes.Count);
            join.Save(writer);
        }

        foreach (var list in watermarks.SelectMany(tracker => tracker.Lists))
        {
            var clocks = list.OldestFirst().ToList();
            writer.Write(clocks.Count);
            foreach (var clock in clocks)
            {
                writer.Write(indexes[((JoinSide)clock.Group).Join]);
                writer.WriteValue(clock.Id);
                writer.Write(clock.Timestamp);
                writer.Write(clock.Since);
                writer.Write(clock.Place);
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <returns>Recorded time.</returns>
    /// <exception cref="InvalidDataException">The state is of a format this version does not know.</exception>
    public static RecordedTime Load(
        BinaryReader reader, int keyLength, EventLayout[] layouts, IReadOnlyList<WatermarkTracker> watermarks, Action<KeyJoin> add)
    {
        var format = reader.ReadByte();
        if (format != FormatVersion)
            throw new InvalidDataException($"the state of a join has format {format}; this version reads {FormatVersion}");
        var recorded = default(RecordedTime);
        recorded.Load(reader);
        var joins = new KeyJoin[reader.ReadInt32()];
        for (var index = 0; index < joins.Length; index++)
        {
            var key = new FieldValue[keyLength];
            foreach (ref var value in key.AsSpan()) value = reader.ReadValue();
            // Older than every event to come, whose numbers begin at 1.
            joins[index] = new(key, index - joins.Length);
            joins[index].Load(reader, layouts[0], layouts[1]);
            add(joins[index]);
        }

        for (var part = 0; part < watermarks.Count; part++)
        {
            for (var list = 0; list < watermarks[part].Lists.Count; list++)
                LoadClocks(reader, (JoinPart)part, list, watermarks[part], joins);
        }

        return recorded;
    }

    private static void LoadClocks(BinaryReader reader, JoinPart part, int list, WatermarkTracker watermarks, KeyJoin[] joins)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var side = joins[reader.ReadInt32()][part];
            var clock = side.Introduce(reader.ReadValue());
            clock.Timestamp = reader.ReadInt64();
            clock.Since = reader.ReadInt64();
            clock.Touched = -left;
            side.Restore(clock, reader.ReadInt32());
            watermarks.Restore(clock, list);
        }
    }
}
