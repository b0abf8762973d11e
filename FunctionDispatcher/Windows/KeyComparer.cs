using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Windows;

/// <summary>Finds a key straight from an event's slots: an array is made only for a key never seen before.</summary>
internal sealed class KeyComparer(int[] slots) : IEqualityComparer<FieldValue[]>, IAlternateEqualityComparer<EdgeEvent, FieldValue[]>
{
    public bool Equals(FieldValue[]? x, FieldValue[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(FieldValue[] key)
    {
        var hash = 0;
        foreach (ref readonly var value in key.AsSpan()) hash = Combine(hash, value);
        return hash;
    }

    public bool Equals(EdgeEvent alternate, FieldValue[] other)
    {
        for (var index = 0; index < slots.Length; index++)
        {
            if (!alternate.At(slots[index]).Equals(other[index])) return false;
        }
        return true;
    }

    public int GetHashCode(EdgeEvent alternate)
    {
        var hash = 0;
        foreach (var slot in slots) hash = Combine(hash, alternate.At(slot));
        return hash;
    }

    public FieldValue[] Create(EdgeEvent alternate) => Array.ConvertAll(slots, alternate.At);

    private static int Combine(int hash, in FieldValue value) => (hash * 31) ^ (value.AsText?.GetHashCode() ?? value.GetHashCode());
}
