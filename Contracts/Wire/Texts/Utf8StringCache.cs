using System.Numerics;
using System.Text;

namespace EventEdge.Contracts.Texts;

/// <summary>
/// Gives the same string for the same UTF-8 bytes, so that a topic or a device's name costs one allocation, not one a message. Bounded: two
/// places for each hash, the newer text drives out the older, and none that is long is kept, so that a flood of new texts costs an
/// allocation each and never memory. Nobody outside can choose texts that share a place: the hash has a key of the process. One caller.
/// </summary>
internal sealed class Utf8StringCache
{
    /// <summary>Longest text kept where nothing else is said, in bytes: that of names and words in payloads.</summary>
    public const int DefaultLengthLimit = 64;

    private readonly Slot[] _slots;
    private readonly int _lengthLimit;

    /// <param name="slots">How many texts are kept; rounded up to a power of two, and at least two.</param>
    /// <param name="lengthLimit">Longest text kept, in bytes.</param>
    public Utf8StringCache(int slots = 1024, int lengthLimit = DefaultLengthLimit)
    {
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, slots))];
        _lengthLimit = lengthLimit;
    }

    /// <summary>The string of these bytes; those that are no UTF-8 become U+FFFD.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return string.Empty;
        if (utf8.Length > _lengthLimit) return Encoding.UTF8.GetString(utf8);
        var place = HashOf(utf8) & (_slots.Length - 1);
        ref var first = ref _slots[place];
        if (first.Holds(utf8)) return first.Text;
        ref var second = ref _slots[place ^ 1];
        if (second.Holds(utf8)) return second.Text;
        if (first.Bytes is not null) second = first;
        first = new Slot(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        return first.Text;
    }

    private static int HashOf(ReadOnlySpan<byte> utf8)
    {
        var hash = default(HashCode);
        hash.AddBytes(utf8);
        return hash.ToHashCode();
    }

    private readonly record struct Slot(byte[]? Bytes, string Text)
    {
        public bool Holds(ReadOnlySpan<byte> utf8) => Bytes is not null && utf8.SequenceEqual(Bytes);
    }
}
