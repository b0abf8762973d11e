namespace EventEdge.CloudIngest.Ledger.Records;

/// <summary>A set of sequence numbers kept as intervals: a stream without gaps is one interval, however long.</summary>
internal sealed class IntervalSet
{
    private readonly List<(long First, long Last)> _intervals = [];

    /// <summary>The intervals, ascending and never touching each other.</summary>
    public IReadOnlyList<(long First, long Last)> Intervals => _intervals;

    public bool Contains(long sequence)
    {
        var at = IndexOf(sequence);
        return at < _intervals.Count && _intervals[at].First <= sequence;
    }

    /// <summary>Whether every number of a closed interval is in the set.</summary>
    public bool Covers(long first, long last)
    {
        var at = IndexOf(first);
        return at < _intervals.Count && _intervals[at].First <= first && last <= _intervals[at].Last;
    }

    /// <summary>Adds a closed interval and joins what touches it.</summary>
    public void Add(long first, long last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        var from = IndexOf(first - 1);
        var to = from;
        for (; to < _intervals.Count && _intervals[to].First <= last + 1; to++)
        {
            first = Math.Min(first, _intervals[to].First);
            last = Math.Max(last, _intervals[to].Last);
        }

        _intervals.RemoveRange(from, to - from);
        _intervals.Insert(from, (first, last));
    }

    /// <summary>Takes a closed interval out.</summary>
    /// <returns>Whether anything of it was in the set.</returns>
    public bool Remove(long first, long last)
    {
        var from = IndexOf(first);
        var to = from;
        while (to < _intervals.Count && _intervals[to].First <= last) to++;
        if (to == from) return false;
        var (before, after) = (_intervals[from], _intervals[to - 1]);
        _intervals.RemoveRange(from, to - from);
        if (after.Last > last) _intervals.Insert(from, (last + 1, after.Last));
        if (before.First < first) _intervals.Insert(from, (before.First, first - 1));
        return true;
    }

    /// <summary>What of a closed interval is in the set, ascending.</summary>
    public IEnumerable<(long First, long Last)> Within(long first, long last)
    {
        for (var at = IndexOf(first); at < _intervals.Count && _intervals[at].First <= last; at++)
            yield return (Math.Max(first, _intervals[at].First), Math.Min(last, _intervals[at].Last));
    }

    /// <summary>What is missing between 1 and the highest number.</summary>
    public IEnumerable<(long First, long Last)> Missing()
    {
        var expected = 1L;
        foreach (var (first, last) in _intervals)
        {
            if (first > expected) yield return (expected, first - 1);
            expected = last + 1;
        }
    }

    // The first interval that ends at or after the sequence.
    private int IndexOf(long sequence)
    {
        int low = 0, high = _intervals.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_intervals[middle].Last < sequence) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
