namespace EventEdge.Demo;

/// <summary>Random numbers that are a pure function of what they are for, so that the plant is the same in every run of a seed.</summary>
internal static class SeededRandom
{
    /// <summary>A number in [0, 1).</summary>
    public static double Roll(int seed, int press, string purpose, long index)
    {
        var mixed = Mix((ulong)(uint)seed << 32 | (uint)press);
        foreach (var deadLetter in purpose) mixed = Mix(mixed ^ deadLetter);
        return (Mix(mixed ^ (ulong)index) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Noise around 0 with the given standard deviation, bell-shaped and bounded at six of them.</summary>
    public static double Noise(int seed, int press, string purpose, long index, double deviation)
    {
        var sum = 0.0;
        for (var i = 0; i < 12; i++) sum += Roll(seed, press, purpose, (index * 12) + i);
        return (sum - 6) * deviation;
    }

    // The finaliser of SplitMix64: every input bit reaches every output bit.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
