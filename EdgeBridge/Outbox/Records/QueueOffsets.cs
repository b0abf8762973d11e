namespace EventEdge.EdgeBridge.Outbox.Records;

/// <summary>
/// How far a class has come: its ranges in order, of which the last one, the head, has no end. Everything before the first is acknowledged.
/// Never changed, only replaced.
/// </summary>
internal sealed class QueueOffsets
{
    private readonly OffsetRange[] _ranges;

    /// <param name="ranges">In order; at least one.</param>
    public QueueOffsets(IEnumerable<OffsetRange> ranges)
    {
        var all = ranges.ToArray();
        var done = 0;
        while (done < all.Length - 1 && all[done].Acknowledged >= all[done + 1].First - 1) done++;
        _ranges = all[done..];
    }

    /// <summary>The ranges; the last is the head.</summary>
    public IReadOnlyList<OffsetRange> Ranges => _ranges;

    /// <summary>Everything up to here has reached the bus, without a hole.</summary>
    public long Acknowledged => _ranges[0].Acknowledged;

    /// <summary>The range of fresh records.</summary>
    public OffsetRange Head => _ranges[^1];

    /// <summary>The last sequence of a range; that of the head never comes.</summary>
    public long EndOf(int range) => range == _ranges.Length - 1 ? long.MaxValue : _ranges[range + 1].First - 1;

    /// <summary>The range that holds a sequence.</summary>
    public int IndexOf(long sequence) => Math.Max(0, Array.FindLastIndex(_ranges, range => range.First <= sequence));

    /// <summary>Whether a record has reached the bus.</summary>
    public bool IsAcknowledged(long sequence) => sequence <= _ranges[IndexOf(sequence)].Acknowledged;

    /// <summary>Whether something of a range may be known to the cloud.</summary>
    public bool MayHaveLeft(long first, long last) => LeftWithin(first, last).Any();

    /// <inheritdoc cref="MayHaveLeft(long, long)"/>
    public bool MayHaveLeft(OutboxRecord record) => MayHaveLeft(record.FirstSequence, record.Sequence);

    /// <summary>The parts of a range that may be known to the cloud.</summary>
    public IEnumerable<(long First, long Last)> LeftWithin(long first, long last) => _ranges
        .Select((range, index) => (First: Math.Max(first, index == 0 ? first : range.First), Last: Math.Min(last, range.Offered)))
        .Where(part => part.First <= part.Last);

    /// <summary>Sequences up to <paramref name="last"/>, the highest there is, that have not reached the bus.</summary>
    public long WaitingUpTo(long last) =>
        _ranges.Select((range, index) => Math.Max(0, Math.Min(EndOf(index), last) - range.Acknowledged)).Sum();

    /// <summary>What is deferred before a sequence: not acknowledged, although records behind it leave.</summary>
    public IEnumerable<(long First, long Last)> DeferredBefore(long sequence) => Enumerable.Range(0, IndexOf(sequence))
        .Select(index => (First: _ranges[index].Acknowledged + 1, Last: EndOf(index)))
        .Where(hole => hole.First <= hole.Last);

    /// <summary>With one range replaced.</summary>
    public QueueOffsets With(int index, Func<OffsetRange, OffsetRange> change) =>
        new(_ranges.Select((range, place) => place == index ? change(range) : range));

    /// <summary>With everything acknowledged from the beginning of a sequence's range up to it.</summary>
    public QueueOffsets WithAcknowledged(long sequence) =>
        With(IndexOf(sequence), range => range with { Acknowledged = Math.Max(range.Acknowledged, sequence) });

    /// <summary>With a new head that begins at a sequence.</summary>
    public QueueOffsets WithHead(long first) => new([.. _ranges, OffsetRange.From(first)]);

    /// <summary>With everything up to a sequence, the highest there is, as if it had been handed out.</summary>
    public QueueOffsets WithAllOffered(long last) => new(_ranges.Select((range, index) =>
    {
        var end = Math.Max(range.Offered, Math.Min(EndOf(index), last));
        return range with { Offered = end, Promised = Math.Max(range.Promised, end) };
    }));

    /// <summary>Without the ranges of which nothing has left: what they hold is the end of the one before.</summary>
    public QueueOffsets WithoutEmpty() => new(_ranges.Where((range, index) => index == 0 || range.Offered >= range.First));
}

/// <summary>Makes marks durable and then puts them into force.</summary>
/// <exception cref="IOException">The disk refused; nothing is in force.</exception>
internal delegate void PromiseOffsets(QueueOffsets offsets, Action<QueueOffsets> become);
