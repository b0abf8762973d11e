using EventEdge.Contracts.Events;
using EventEdge.Contracts.Hashing;

namespace EventEdge.Contracts.Rx.Windows.Buffers;

/// <summary>Finds a key straight from an event's slots: an array is made only for a key never seen before.</summary>
internal sealed class KeyComparer(int[] slots) : IEqualityComparer<FieldValue[]>, IAlternateEqualityComparer<EdgeEvent, FieldValue[]>
{
    public bool Equals(FieldValue[]? x, FieldValue[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(FieldValue[] key)
    {
        if (key.Length == 0) return 0;
        var hash = key[0].GetHashCode();
        for (var index = 1; index < key.Length; index++) hash = Combine(hash, key[index]);
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
        if (slots.Length == 0) return 0;
        var hash = alternate.At(slots[0]).GetHashCode();
        for (var index = 1; index < slots.Length; index++) hash = Combine(hash, alternate.At(slots[index]));
        return hash;
    }

    public FieldValue[] Create(EdgeEvent alternate) => Array.ConvertAll(slots, alternate.At);

    private static int Combine(int hash, in FieldValue value) => WordHash.Of(hash, value.GetHashCode());
}
