namespace EventEdge.Replay;

/// <summary>Puts rows out of order by less than a bound, the same way for the same seed.</summary>
internal static class Disorder
{
    /// <summary>
    /// Sorts by timestamp plus a random delay below <paramref name="bound"/>: a row is then never overtaken by one recorded
    /// <paramref name="bound"/> or more after it.
    /// </summary>
    public static IReadOnlyList<ReplayRow> Within(TimeSpan bound, int seed, IEnumerable<ReplayRow> rows)
    {
        var random = new Random(seed);
        return [.. rows.Select(row => (row, key: row.Timestamp.Ticks + (long)(random.NextDouble() * bound.Ticks)))
            .OrderBy(pair => pair.key)
            .Select(pair => pair.row)];
    }
}
