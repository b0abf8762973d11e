using EventEdge.Contracts.Events;
using EventEdge.Contracts.Hashing;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Repeats;

/// <summary>Drops the events of a binding whose <c>event_id</c> was seen before on their topic. An event without an id is never a repeat.</summary>
internal sealed class RepeatFilter(EventIdConfig config, EventLayout layout, HashKey key)
{
    // The first format begins with a time, which is never negative.
    private const long KeyedFormat = -2;

    private readonly int _slot = layout.SlotOf(config.Field);
    private readonly SeenIds _seen = new(config.Within);

    // What a version without a key has saved, until the span is over.
    private SeenIds? _unkeyed;

    /// <summary>Whether to drop the event; an id seen for the first time is remembered.</summary>
    public bool Drops(EdgeEvent value)
    {
        var id = value.At(_slot);
        if (!id.Exists) return false;
        if (_unkeyed is not null && WasSeenBefore(value, id)) return true;
        return _seen.IsRepeat(EventIdHash.Of(key, value.Topic, id), value.ReceivedAt);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(KeyedFormat);
        writer.Write(_unkeyed is not null);
        _unkeyed?.Save(writer);
        _seen.Save(writer);
    }

    public void Load(BinaryReader reader)
    {
        var first = reader.ReadInt64();
        var isKeyed = first == KeyedFormat;
        _unkeyed = isKeyed && !reader.ReadBoolean() ? null : new SeenIds(config.Within);
        if (isKeyed) _unkeyed?.Load(reader, reader.ReadInt64());
        else _unkeyed!.Load(reader, first);
        if (isKeyed) _seen.Load(reader, reader.ReadInt64());
    }

    private bool WasSeenBefore(EdgeEvent value, in FieldValue id)
    {
        if (_unkeyed!.IsFresh(EventIdHash.Unkeyed(value.Topic, id), value.ReceivedAt)) return true;
        if (_unkeyed.Count == 0) _unkeyed = null;
        return false;
    }
}
