namespace EventEdge.Torture.Check;

/// <summary>
/// Windows whose size has changed while they were filled: parts and whole ones. Whatever their bounds are, each reading is in one of them.
/// A sensor sends in order, so the readings of a window follow one another, and the windows of a device lie side by side.
/// </summary>
internal static class TileCheck
{
    /// <summary>What is wrong; null when nothing is.</summary>
    /// <param name="acknowledged">Readings acknowledged, by device.</param>
    /// <param name="rows">Stored windows.</param>
    /// <param name="excused">Readings that need not be right.</param>
    public static string? Departure(IReadOnlyDictionary<string, long> acknowledged, IEnumerable<StoredWindow> rows, Excuses excused)
    {
        var stored = rows.ToLookup(row => row.Device);
        var stray = stored.FirstOrDefault(device => !acknowledged.ContainsKey(device.Key))?.Key;
        return stray is not null
            ? $"{stray}: nobody sent that"
            : acknowledged.Select(device => Departure(device.Key, device.Value, stored[device.Key], excused))
                .FirstOrDefault(departure => departure is not null);
    }

    /// <summary>The same where windows may have become wider: only counts and sums are known then.</summary>
    public static string? SumDeparture(IReadOnlyDictionary<string, long> acknowledged, IEnumerable<StoredWindow> rows)
    {
        var stored = rows.ToLookup(row => row.Device);
        foreach (var (device, count) in acknowledged)
        {
            var (readings, sum) = (stored[device].Sum(row => row.Count), stored[device].Sum(row => row.Sum));
            if (readings != count || sum != Sum(0, count - 1))
                return $"{device}: {readings} readings with the sum {sum} instead of {count} with {Sum(0, count - 1)}";
        }

        return null;
    }

    private static string? Departure(string device, long acknowledged, IEnumerable<StoredWindow> rows, Excuses excused)
    {
        var next = 0L;
        StoredWindow? before = null;
        foreach (var row in rows.OrderBy(row => row.Minimum).ThenBy(row => row.Maximum))
        {
            var (first, last) = ((long)row.Minimum, (long)row.Maximum);
            var isWhole = row.Count == last - first + 1 && row.Sum == Sum(first, last);
            if (!isWhole && !excused.Touch(device, first, last)) return $"{row}: not all readings from {first} to {last}";
            if (first != next && !excused.Touch(device, Math.Min(first, next), Math.Max(first, next)))
                return $"{row} after {before}: reading {next} should be the next";
            next = Math.Max(next, last + 1);
            before = row;
        }

        return next == acknowledged
            || excused.Touch(device, next, acknowledged) ? null : $"{device}: readings {next} to {acknowledged - 1} are missing";
    }

    private static double Sum(long first, long last) => (first + last) * (last - first + 1) / 2.0;
}
