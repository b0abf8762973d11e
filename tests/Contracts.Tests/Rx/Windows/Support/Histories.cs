using CsCheck;

namespace EventEdge.Contracts.Tests.Rx.Windows.Support;

/// <summary>Random histories on a grid of half seconds, with gaps, ties and several keys.</summary>
internal static class Histories
{
    /// <summary>The disorder <see cref="Shuffled"/> stays within, in seconds.</summary>
    public const double Bound = 4;

    private static readonly Gen<Sample> GenSample =
        Gen.Select(Gen.Frequency((9, Gen.Int[0, 60]), (1, Gen.Int[100, 160])), Gen.Int[0, 2], Gen.Int[-5, 5])
            .Select((half, key, value) => new Sample(half / 2.0, "abc"[key].ToString(), value));

    /// <summary>Samples in any order.</summary>
    public static readonly Gen<Sample[]> Any = GenSample.Array[1, 40];

    /// <summary>Samples in order of time.</summary>
    public static readonly Gen<Sample[]> Sorted = Any.Select(samples => samples.OrderBy(s => s.Time).ThenBy(s => s.Value).ToArray());

    /// <summary>Samples such that none comes after one that is more than <see cref="Bound"/> newer.</summary>
    public static readonly Gen<Sample[]> Shuffled =
        from samples in Any
        from delays in Gen.Double[0, Bound].Array[samples.Length]
        select samples.Zip(delays).OrderBy(pair => pair.First.Time + pair.Second).Select(pair => pair.First).ToArray();

    /// <summary>Any window kind.</summary>
    public static readonly Gen<int> Kind = Gen.Int[0, Kinds.All.Count - 1];
}
