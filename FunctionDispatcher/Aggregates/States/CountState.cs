using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Aggregates.States;

/// <summary>How many events a condition holds for, and how many there are.</summary>
internal sealed class CountState(Func<EdgeEvent, bool> counts, Func<long, long, FieldValue> read) : IAggregateState
{
    private long _held;
    private long _seen;

    public void Add(EdgeEvent input)
    {
        _seen++;
        if (counts(input)) _held++;
    }

    public void Merge(IAggregateState other)
    {
        var counted = (CountState)other;
        _held += counted._held;
        _seen += counted._seen;
    }

    public FieldValue Value(long end) => read(_held, _seen);

    public void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt64(_held);
        writer.Write7BitEncodedInt64(_seen);
    }

    public void Load(BinaryReader reader)
    {
        _held = reader.Read7BitEncodedInt64();
        _seen = reader.Read7BitEncodedInt64();
    }
}
