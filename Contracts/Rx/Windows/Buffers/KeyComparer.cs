using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Hashing;

namespace EventEdge.Contracts.Rx.Windows.Buffers;

/// <summary>
/// Finds a key straight from an event's slots: an array is made only for a key never seen before. Two keys are the same when their texts
/// are, as the tags of their points will be: 12 and "12" are one, and so are a field that is missing, null or empty.
/// </summary>
internal sealed class KeyComparer(int[] slots) : IEqualityComparer<FieldValue[]>, IAlternateEqualityComparer<EdgeEvent, FieldValue[]>
{
    // A whole number of 64 bits, with its sign.
    private const int DigitLimit = 20;

    public bool Equals(FieldValue[]? x, FieldValue[]? y)
    {
        if (x is null || y is null || x.Length != y.Length) return x == y;
        for (var index = 0; index < x.Length; index++)
        {
            if (!IsSame(x[index], y[index])) return false;
        }

        return true;
    }

    public int GetHashCode(FieldValue[] key)
    {
        if (key.Length == 0) return 0;
        var hash = HashOf(key[0]);
        for (var index = 1; index < key.Length; index++) hash = WordHash.Of(hash, HashOf(key[index]));
        return hash;
    }

    public bool Equals(EdgeEvent alternate, FieldValue[] other)
    {
        for (var index = 0; index < slots.Length; index++)
        {
            if (!IsSame(alternate.At(slots[index]), other[index])) return false;
        }

        return true;
    }

    public int GetHashCode(EdgeEvent alternate)
    {
        if (slots.Length == 0) return 0;
        var hash = HashOf(alternate.At(slots[0]));
        for (var index = 1; index < slots.Length; index++) hash = WordHash.Of(hash, HashOf(alternate.At(slots[index])));
        return hash;
    }

    public FieldValue[] Create(EdgeEvent alternate) => Array.ConvertAll(slots, alternate.At);

    private static bool IsSame(in FieldValue one, in FieldValue other) =>
        one.Kind == other.Kind ? one.Equals(other) : one.ToString() == other.ToString();

    // That of its text; the text of a whole number is not kept.
    private static int HashOf(in FieldValue value)
    {
        if (value.AsText is { } text) return text.GetHashCode(StringComparison.Ordinal);
        if (!value.TryGetWhole(out var whole)) return value.ToString().GetHashCode(StringComparison.Ordinal);
        Span<char> digits = stackalloc char[DigitLimit];
        whole.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        return string.GetHashCode(digits[..length], StringComparison.Ordinal);
    }
}
