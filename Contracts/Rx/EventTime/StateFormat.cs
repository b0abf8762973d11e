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
        // Most events are the first of their message: those have the first format.
        var count = value.Fields.Count();
        writer.Write(value.Index == 0 ? count : ~count);
        if (value.Index != 0) writer.Write(value.Index);
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
        var count = reader.ReadInt32();
        if (count < 0) result.Index = reader.ReadInt32();
        for (var left = count < 0 ? ~count : count; left > 0; left--)
        {
            var slot = layout.SlotOf(reader.ReadString());
            result.Set(slot, reader.ReadValue());
        }
        return result;
    }
}
