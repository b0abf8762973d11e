using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Joins;

/// <summary>An event that a join keeps.</summary>
/// <param name="input">A copy of it.</param>
internal sealed class JoinEntry(EdgeEvent input)
{
    public EdgeEvent Event { get; set; } = input;

    /// <summary>Its event time, in ticks.</summary>
    public long Time => Event.Time.UtcTicks;

    /// <summary>Of an event of the binding's own, what belonged to it when it was last given.</summary>
    public JoinEntry? Partner { get; set; }

    /// <summary>How often it has been given.</summary>
    public int Given { get; set; }

    /// <summary>Whether it is a correction of another: a later revision of the same result.</summary>
    public bool Revises(JoinEntry other) =>
        Event.Subject != 0 && Event.Subject == other.Event.Subject && Event.Revision > other.Event.Revision;

    public void Save(BinaryWriter writer)
    {
        writer.WriteEvent(Event);
        writer.Write(Event.Subject);
        writer.Write(Event.Revision);
    }

    public static JoinEntry Load(BinaryReader reader, EventLayout layout)
    {
        var input = reader.ReadEvent(layout);
        (input.Subject, input.Revision) = (reader.ReadUInt64(), reader.ReadInt32());
        return new(input);
    }
}
