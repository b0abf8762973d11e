using EventEdge.Contracts.Faults;

namespace EventEdge.Torture.Faults;

/// <summary>What happens in a run, in which order: the same for the same seed and the same kinds.</summary>
internal static class FaultDraw
{
    /// <summary>Drawn one by one, each kind by its weight.</summary>
    /// <exception cref="FormatException">There is nothing to draw from.</exception>
    public static IReadOnlyList<Fault> ByWeight(IReadOnlyList<Fault> kinds, int count, Random random)
    {
        if (kinds.Count == 0) throw new FormatException("no fault is called so");
        var weights = kinds.Sum(fault => fault.Weight);
        return [.. Enumerable.Range(0, count).Select(_ => At(kinds, random.Next(weights)))];
    }

    /// <summary>Each kind once, of the <paramref name="part"/>-th of <paramref name="parts"/> equal hands dealt from all.</summary>
    public static IReadOnlyList<Fault> EachOnce(IReadOnlyList<Fault> kinds, int part, int parts, Random random)
    {
        Fault[] hand = [.. kinds.Where((_, at) => at % parts == part - 1)];
        random.Shuffle(hand);
        // A journal has whole segments to trim only once the run has gone on for a while.
        return [.. hand.OrderBy(fault => fault.Name.EndsWith(CrashPoint.Trimming, StringComparison.Ordinal))];
    }

    private static Fault At(IReadOnlyList<Fault> kinds, int place)
    {
        foreach (var fault in kinds)
        {
            if ((place -= fault.Weight) < 0) return fault;
        }

        throw new ArgumentOutOfRangeException(nameof(place));
    }
}
