namespace EventEdge.Contracts.Hashing;

/// <summary>
/// Hash codes of 64-bit words for tables in memory, with this process's own random factors: any two words, chosen without knowing them,
/// collide no more often than two random ones (multiply-shift, strongly universal). <see cref="double.GetHashCode"/> and
/// <see cref="long.GetHashCode"/> are the same everywhere: whoever sends numbers could choose thousands that share one place.
/// </summary>
internal static class WordHash
{
    private static readonly ulong Low = RandomWord.New();
    private static readonly ulong High = RandomWord.New();
    private static readonly ulong Offset = RandomWord.New();

    /// <summary>The hash code of a word.</summary>
    public static int Of(ulong word) => unchecked((int)(((Low * (uint)word) + (High * (word >> 32)) + Offset) >> 32));

    /// <summary>The hash code of a number: the two zeros, and all that is no number, have one each, as they are equal.</summary>
    public static int Of(double number) => Of(BitConverter.DoubleToUInt64Bits(double.IsNaN(number) ? double.NaN : number + 0.0));

    /// <summary>The hash code of two hash codes, in their order.</summary>
    public static int Of(int first, int second) => Of(((ulong)(uint)first << 32) | (uint)second);
}
