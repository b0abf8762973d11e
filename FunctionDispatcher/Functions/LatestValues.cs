using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>The latest values of a key, so many of them.</summary>
internal sealed class LatestValues(int capacity)
{
    /// <summary>Most values that may be asked for.</summary>
    public const int Limit = 1000;

    private readonly Queue<FieldValue> _values = new();

    /// <summary>Takes a value in; gives the one that came so many before, or none while there were fewer.</summary>
    public FieldValue Push(FieldValue value)
    {
        _values.Enqueue(value);
        return _values.Count > capacity ? _values.Dequeue() : FieldValue.Missing;
    }

    /// <summary>Writes them.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(_values.Count);
        foreach (var value in _values) writer.WriteValue(value);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        _values.Clear();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--) _values.Enqueue(reader.ReadValue());
    }
}
