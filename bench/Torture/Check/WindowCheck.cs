namespace EventEdge.Torture.Check;

/// <summary>
/// Compares what was acknowledged with what is stored, from nothing but the sensors' own count and the store's own answers. A window of
/// readings n w … n w + n − 1 has a known count, sum, minimum and maximum; every departure has a name. A wider window stands for all
/// windows of its span that are not stored on their own, and must be their sum.
/// </summary>
internal sealed record WindowCheck
{
    private Excuses _excuses = new();

    /// <summary>Readings acknowledged by all sensors.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Windows they fill.</summary>
    public long Windows { get; private set; }

    /// <summary>Of the stored windows, those that stand for several.</summary>
    public long WideWindows { get; private set; }

    /// <summary>Readings that no stored window holds.</summary>
    public long Lost { get; private set; }

    /// <summary>Readings counted once more than they were made, although the window's extremes are right.</summary>
    public long CountedTwice { get; private set; }

    /// <summary>Windows that are wrong in any other way, or that nobody filled.</summary>
    public long WrongWindows { get; private set; }

    /// <summary>Points beyond the one for each device and window.</summary>
    public long DuplicatePoints { get; private set; }

    /// <summary>The first departures, in words.</summary>
    public List<string> Examples { get; } = [];

    public bool IsClean => IsExact && CountedTwice == 0;

    private bool IsExact => Lost == 0 && WrongWindows == 0 && DuplicatePoints == 0;

    /// <summary>Windows that were not compared, because they hold readings that are excused.</summary>
    public long Excused { get; private set; }

    /// <param name="acknowledged">Readings acknowledged, by device.</param>
    /// <param name="perWindow">Readings in a window.</param>
    /// <param name="rows">Stored windows.</param>
    /// <param name="excuses">Readings that need not be right; null for none.</param>
    public static WindowCheck Of(
        IReadOnlyDictionary<string, long> acknowledged, int perWindow, IEnumerable<StoredWindow> rows, Excuses? excuses = null)
    {
        var check = new WindowCheck { Acknowledged = acknowledged.Values.Sum(), _excuses = excuses ?? new() };
        var stored = new Dictionary<(string, long), StoredWindow>();
        foreach (var row in rows)
        {
            var first = row.Index * perWindow;
            if (check._excuses.Touch(row.Device, first, first + (row.Width * perWindow) - 1)) continue;
            if (!stored.TryAdd((row.Device, row.Index), row)) check.DuplicatePoints++;
        }

        foreach (var (device, count) in acknowledged) check.Compare(Sent(device, count, perWindow), stored);
        foreach (var stray in stored.Values) check.Wrong($"{stray}: nobody sent that");
        return check;
    }

    private static StoredWindow[] Sent(string device, long count, int perWindow) =>
    [
        .. Enumerable.Range(0, (int)((count + perWindow - 1) / perWindow)).Select(window => (long)window * perWindow)
            .Select(first => StoredWindow.Of(device, first, Math.Min(count, first + perWindow) - 1, perWindow)),
    ];

    private void Compare(StoredWindow[] sent, Dictionary<(string, long), StoredWindow> stored)
    {
        Windows += sent.Length;
        var merged = new bool[sent.Length];
        for (var window = 0; window < sent.Length; window++)
        {
            if (merged[window]) continue;
            var expected = sent[window];
            if (_excuses.Touch(expected.Device, (long)expected.Minimum, (long)expected.Maximum))
            {
                Excused++;
                continue;
            }

            stored.Remove((expected.Device, window), out var found);
            if (found is { Width: > 1 }) expected = Merge(found.Width, window);
            Compare(expected, found);
        }

        StoredWindow Merge(long width, int first)
        {
            WideWindows++;
            var sum = sent[first] with { Width = width };
            for (var next = first + 1; next < Math.Min(first + width, sent.Length); next++)
            {
                if (merged[next] = !stored.ContainsKey((sum.Device, next))) sum = sum.With(sent[next]);
            }

            return sum;
        }
    }

    private void Compare(StoredWindow expected, StoredWindow? found)
    {
        if (found is not null && found with { Part = string.Empty } == expected) return;
        Note($"expected {expected}, stored {found?.ToString() ?? "nothing"}");
        var more = (found?.Count ?? 0) - expected.Count;
        if (more < 0) Lost -= more;
        else if (more > 0 && IsRepetition(expected, found!, more)) CountedTwice += more;
        else WrongWindows++;
    }

    private static bool IsRepetition(StoredWindow expected, StoredWindow found, long more) =>
        found.Minimum == expected.Minimum && found.Maximum == expected.Maximum
        && found.Sum - expected.Sum >= more * expected.Minimum && found.Sum - expected.Sum <= more * expected.Maximum;

    private void Wrong(string what)
    {
        WrongWindows++;
        Note(what);
    }

    private void Note(string what)
    {
        if (Examples.Count < 5) Examples.Add(what);
    }
}
