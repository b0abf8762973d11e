using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>How events are written into saved state.</summary>
internal static class StateFormat
{
    /// <summary>Fields go by name: another version of the binding may number its slots otherwise.</summary>
    public static void WriteEvent(this BinaryWriter writer, EdgeEvent value)
    {
        writer.Write(value.Topic);
        writer.Write(value.Time.UtcTicks);
        writer.Write(value.ReceivedAt.UtcTicks);
        writer.Write(value.Sequence);
        writer.Write(value.Fields.Count());
        foreach (var (name, field) in value.Fields)
        {
            writer.Write(name);
            writer.WriteValue(field);
        }
    }

    public static EdgeEvent ReadEvent(this BinaryReader reader, EventLayout layout)
    {
        var result = new EdgeEvent(layout)
        {
            Topic = reader.ReadString(),
            Time = Ticks.ToInstant(reader.ReadInt64()),
            ReceivedAt = Ticks.ToInstant(reader.ReadInt64()),
            Sequence = reader.ReadInt64(),
        };
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var slot = layout.SlotOf(reader.ReadString());
            result.Set(slot, reader.ReadValue());
        }
        return result;
    }
}
