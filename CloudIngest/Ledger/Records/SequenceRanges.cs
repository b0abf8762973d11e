namespace EventEdge.CloudIngest.Ledger.Records;

/// <summary>Arithmetic of closed intervals of sequences.</summary>
internal static class SequenceRanges
{
    /// <summary>What is left of some ranges without others; both ascending, neither overlapping itself.</summary>
    public static IEnumerable<(long First, long Last)> Without(
        this IEnumerable<(long First, long Last)> ranges, IReadOnlyCollection<(long First, long Last)> others)
    {
        foreach (var (first, last) in ranges)
        {
            var from = first;
            foreach (var other in others.Where(other => other.First <= last && other.Last >= first))
            {
                if (other.First > from) yield return (from, other.First - 1);
                from = Math.Max(from, other.Last + 1);
            }

            if (from <= last) yield return (from, last);
        }
    }
}
