using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Aggregates.States;

/// <summary>
/// Each different value with how often it came, up to <see cref="ValueLimit"/> of them; with more there is no value, whatever the order in
/// which they came.
/// </summary>
internal sealed class DifferentValuesState(Func<EdgeEvent, FieldValue> value, Func<DifferentValuesState, FieldValue> read) : IAggregateState
{
    /// <summary>Most different values.</summary>
    public const int ValueLimit = 1000;

    private readonly Dictionary<FieldValue, long> _counts = new(0);
    private bool _tooMany;

    /// <summary>How many different values there are.</summary>
    public int Count => _counts.Count;

    /// <summary>The most frequent first; of equally frequent ones the least.</summary>
    public IEnumerable<FieldValue> ByFrequency => _counts
        .OrderByDescending(c => c.Value).ThenBy(c => c.Key, Comparer<FieldValue>.Create(FieldValueOrder.Compare)).Select(c => c.Key);

    public void Add(EdgeEvent input)
    {
        if (value(input) is { Exists: true } seen) Add(seen, 1);
    }

    public void Merge(IAggregateState other)
    {
        var different = (DifferentValuesState)other;
        if (different._tooMany) GiveUp();
        foreach (var (seen, count) in different._counts.ToArray()) Add(seen, count);
    }

    public FieldValue Value(long end) => _tooMany ? FieldValue.Missing : read(this);

    public void Save(BinaryWriter writer)
    {
        writer.Write(_tooMany);
        writer.Write7BitEncodedInt(_counts.Count);
        foreach (var (seen, count) in _counts)
        {
            writer.WriteValue(seen);
            writer.Write7BitEncodedInt64(count);
        }
    }

    public void Load(BinaryReader reader)
    {
        _counts.Clear();
        _tooMany = reader.ReadBoolean();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--) _counts[reader.ReadValue()] = reader.Read7BitEncodedInt64();
    }

    private void Add(FieldValue seen, long count)
    {
        if (_tooMany) return;
        _counts[seen] = _counts.GetValueOrDefault(seen) + count;
        if (_counts.Count > ValueLimit) GiveUp();
    }

    private void GiveUp()
    {
        _tooMany = true;
        _counts.Clear();
        _counts.TrimExcess();
    }
}
