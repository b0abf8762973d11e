using System.IO.Hashing;
using System.Numerics;
using System.Text;
using EventEdge.Contracts.Hashing;

namespace EventEdge.EdgeBridge.Journal;

/// <summary>
/// Turns UTF-8 bytes into strings and gives the same string for the same bytes, without allocating. Bounded: each slot keeps the string it
/// saw last, and none that is long, so that a flood of new names costs an allocation each and never memory. One caller.
/// </summary>
internal sealed class Utf8StringCache(int slots)
{
    /// <summary>Longest name that is kept, in bytes.</summary>
    public const int LongestKept = 1 << 10;

    private static readonly long Seed = (long)HashKey.OfProcess.First;

    private readonly Slot[] _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)slots)];

    /// <summary>The string of these bytes.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return string.Empty;
        if (utf8.Length > LongestKept) return Encoding.UTF8.GetString(utf8);
        ref var slot = ref _slots[XxHash3.HashToUInt64(utf8, Seed) & (ulong)(_slots.Length - 1)];
        if (slot.Text is null || !utf8.SequenceEqual(slot.Bytes)) slot = new Slot(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        return slot.Text!;
    }

    private readonly record struct Slot(byte[] Bytes, string? Text);
}
