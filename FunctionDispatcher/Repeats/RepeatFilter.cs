using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Repeats;

/// <summary>Drops the events of a binding whose <c>event_id</c> was seen before on their topic. An event without an id is never a repeat.</summary>
internal sealed class RepeatFilter(EventIdConfig config, EventLayout layout)
{
    private readonly int _slot = layout.SlotOf(config.Field);
    private readonly SeenIds _seen = new(config.Within);

    /// <summary>Whether to drop the event; an id seen for the first time is remembered.</summary>
    public bool Drops(EdgeEvent value)
    {
        var id = value.At(_slot);
        return id.Exists && _seen.IsRepeat(EventIdHash.Of(value.Topic, id), value.ReceivedAt);
    }

    public void Save(BinaryWriter writer) => _seen.Save(writer);

    public void Load(BinaryReader reader) => _seen.Load(reader);
}
