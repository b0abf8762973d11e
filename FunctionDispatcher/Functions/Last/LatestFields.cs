using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Functions.Last;

/// <summary>
/// The latest value of each field by event time; of equal times the greatest. Missing and null values do not replace one. Without chosen
/// slots it remembers every field that comes.
/// </summary>
internal sealed class LatestFields(EventLayout layout, int[]? chosen)
{
    private readonly Dictionary<int, Timestamped> _latest = new(chosen?.Length ?? 0);

    /// <summary>Takes an event in.</summary>
    public void Add(EdgeEvent input)
    {
        var ticks = input.Time.UtcTicks;
        var count = chosen?.Length ?? layout.Count;
        for (var i = 0; i < count; i++)
        {
            var slot = chosen is null ? i : chosen[i];
            var value = input.At(slot);
            if (value.Exists) Offer(slot, new(ticks, value));
        }
    }

    /// <summary>Takes in everything another one of the same layout holds.</summary>
    public void Merge(LatestFields other)
    {
        foreach (var (slot, timestamped) in other._latest) Offer(slot, timestamped);
    }

    /// <summary>One measurement of all fields known, or none.</summary>
    public IEnumerable<Measurement> ToMeasurements()
    {
        if (_latest.Count == 0) return [];
        var fields = _latest.Select(pair => KeyValuePair.Create(layout.NameOf(pair.Key), pair.Value.Value));
        return [new Measurement { Fields = [.. fields.OrderBy(field => field.Key, StringComparer.Ordinal)] }];
    }

    /// <summary>Writes the values by name: slots may differ after a restart.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(_latest.Count);
        foreach (var (slot, timestamped) in _latest)
        {
            writer.Write(layout.NameOf(slot));
            writer.Write(timestamped.Ticks);
            writer.WriteValue(timestamped.Value);
        }
    }

    /// <summary>Replaces the values with saved ones.</summary>
    public void Load(BinaryReader reader)
    {
        _latest.Clear();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            _latest[layout.SlotOf(reader.ReadString())] = new(reader.ReadInt64(), reader.ReadValue());
        }
    }

    private void Offer(int slot, Timestamped candidate)
    {
        if (!_latest.TryGetValue(slot, out var known) || candidate.CompareTo(known) > 0) _latest[slot] = candidate;
    }

    private readonly record struct Timestamped(long Ticks, FieldValue Value) : IComparable<Timestamped>
    {
        public int CompareTo(Timestamped other) =>
            Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : FieldValueOrder.Compare(Value, other.Value);
    }
}
