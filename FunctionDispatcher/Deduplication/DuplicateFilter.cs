using EventEdge.Contracts.Events;
using EventEdge.Contracts.Hashing;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Deduplication;

/// <summary>
/// Drops the events of a binding whose <c>event_id</c> was seen before on their topic. An event without an id is never a repeat.
/// </summary>
internal sealed class DuplicateFilter(
    EventIdConfig config, EventLayout layout, HashKey key, IReadOnlyList<string>? groupBy = null, int sourceLimit = int.MaxValue)
{
    // The first format begins with a time, which is never negative.
    private const long KeyedFormat = -2;
    private const long SourcesFormat = -3;

    private readonly int _slot = layout.SlotOf(config.Field);
    private readonly SeenIds _seen = new(config.Within, sourceLimit: sourceLimit);

    // What a version without a key has saved, until the span is over.
    private SeenIds? _unkeyed;

    // Not before the windows have taken their slots.
    private int[]? _keySlots;

    /// <summary>Takes an event: drops it where its id was seen before, and remembers the id otherwise.</summary>
    public StageResult Take(EdgeEvent value) => TryRemember(value) ? StageResult.Passed : StageResult.Dropped(StageReason.Duplicate);

    /// <summary>Whether an event's id was seen before. Remembers nothing.</summary>
    public bool Knows(EdgeEvent value)
    {
        var id = value.At(_slot);
        return id.Exists && (_seen.Contains(EventIdHash.Of(key, value.Topic, id), value.ReceivedAt)
            || _unkeyed?.Contains(EventIdHash.Unkeyed(value.Topic, id), value.ReceivedAt) == true);
    }

    // False where the id is known.
    private bool TryRemember(EdgeEvent value)
    {
        var id = value.At(_slot);
        if (!id.Exists) return true;
        if (_unkeyed is not null && IsKnownWithoutKey(value, id)) return false;
        _keySlots ??= [.. (groupBy ?? []).Select(layout.SlotOf)];
        var topic = EventIdHash.OfTopic(key, value.Topic);
        return _seen.TryAdd(EventIdHash.OfSource(key, topic, value, _keySlots), EventIdHash.Of(key, topic, id), value.ReceivedAt);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(SourcesFormat);
        writer.Write(_unkeyed is not null);
        _unkeyed?.Save(writer);
        _seen.Save(writer);
    }

    public void Load(BinaryReader reader)
    {
        var first = reader.ReadInt64();
        _unkeyed = first is KeyedFormat or SourcesFormat && !reader.ReadBoolean() ? null : new SeenIds(config.Within);
        if (first == SourcesFormat)
        {
            _unkeyed?.Load(reader);
            _seen.Load(reader);
        }
        else if (first == KeyedFormat)
        {
            _unkeyed?.LoadWithoutSources(reader, reader.ReadInt64());
            _seen.LoadWithoutSources(reader, reader.ReadInt64());
        }
        else
        {
            _unkeyed!.LoadWithoutSources(reader, first);
        }
    }

    private bool IsKnownWithoutKey(EdgeEvent value, in FieldValue id)
    {
        _unkeyed!.Advance(value.ReceivedAt);
        var isKnown = _unkeyed.Contains(EventIdHash.Unkeyed(value.Topic, id));
        if (_unkeyed.Count == 0) _unkeyed = null;
        return isKnown;
    }
}
