namespace EventEdge.EdgeBridge.Outbox;

/// <summary>
/// How far a class has come: its stretches in order, of which the last one, the head, has no end. Everything before the first is acknowledged.
/// Never changed, only replaced.
/// </summary>
internal sealed class LaneMarks
{
    private readonly Stretch[] _stretches;

    /// <param name="stretches">In order; at least one.</param>
    public LaneMarks(IEnumerable<Stretch> stretches)
    {
        var all = stretches.ToArray();
        var done = 0;
        while (done < all.Length - 1 && all[done].Acknowledged >= all[done + 1].First - 1) done++;
        _stretches = all[done..];
    }

    /// <summary>The stretches; the last is the head.</summary>
    public IReadOnlyList<Stretch> Stretches => _stretches;

    /// <summary>Everything up to here has reached the bus, without a hole.</summary>
    public long Acknowledged => _stretches[0].Acknowledged;

    /// <summary>The stretch of fresh records.</summary>
    public Stretch Head => _stretches[^1];

    /// <summary>The last sequence of a stretch; that of the head never comes.</summary>
    public long EndOf(int stretch) => stretch == _stretches.Length - 1 ? long.MaxValue : _stretches[stretch + 1].First - 1;

    /// <summary>The stretch that holds a sequence.</summary>
    public int IndexOf(long sequence) => Math.Max(0, Array.FindLastIndex(_stretches, stretch => stretch.First <= sequence));

    /// <summary>Whether a record has reached the bus.</summary>
    public bool IsAcknowledged(long sequence) => sequence <= _stretches[IndexOf(sequence)].Acknowledged;

    /// <summary>Whether something of a range may be known to the cloud.</summary>
    public bool MayHaveLeft(long first, long last) => LeftWithin(first, last).Any();

    /// <inheritdoc cref="MayHaveLeft(long, long)"/>
    public bool MayHaveLeft(OutboxRecord record) => MayHaveLeft(record.FirstSequence, record.Sequence);

    /// <summary>The parts of a range that may be known to the cloud.</summary>
    public IEnumerable<(long First, long Last)> LeftWithin(long first, long last) => _stretches
        .Select((stretch, index) => (First: Math.Max(first, index == 0 ? first : stretch.First), Last: Math.Min(last, stretch.Offered)))
        .Where(part => part.First <= part.Last);

    /// <summary>Sequences up to <paramref name="last"/>, the highest there is, that have not reached the bus.</summary>
    public long WaitingUpTo(long last) => _stretches.Select((stretch, index) => Math.Max(0, Math.Min(EndOf(index), last) - stretch.Acknowledged)).Sum();

    /// <summary>What is held back before a sequence: not acknowledged, although records behind it leave.</summary>
    public IEnumerable<(long First, long Last)> HeldBackBefore(long sequence) => Enumerable.Range(0, IndexOf(sequence))
        .Select(index => (First: _stretches[index].Acknowledged + 1, Last: EndOf(index)))
        .Where(hole => hole.First <= hole.Last);

    /// <summary>With one stretch replaced.</summary>
    public LaneMarks With(int index, Func<Stretch, Stretch> change) =>
        new(_stretches.Select((stretch, place) => place == index ? change(stretch) : stretch));

    /// <summary>With everything acknowledged from the beginning of a sequence's stretch up to it.</summary>
    public LaneMarks WithAcknowledged(long sequence) =>
        With(IndexOf(sequence), stretch => stretch with { Acknowledged = Math.Max(stretch.Acknowledged, sequence) });

    /// <summary>With a new head that begins at a sequence.</summary>
    public LaneMarks WithHead(long first) => new([.. _stretches, Stretch.From(first)]);

    /// <summary>With everything up to a sequence, the highest there is, as if it had been handed out.</summary>
    public LaneMarks WithAllOffered(long last) => new(_stretches.Select((stretch, index) =>
    {
        var end = Math.Max(stretch.Offered, Math.Min(EndOf(index), last));
        return stretch with { Offered = end, Promised = Math.Max(stretch.Promised, end) };
    }));

    /// <summary>Without the stretches of which nothing has left: what they hold is the end of the one before.</summary>
    public LaneMarks WithoutEmpty() => new(_stretches.Where((stretch, index) => index == 0 || stretch.Offered >= stretch.First));
}

/// <summary>Makes marks durable and then puts them into force.</summary>
/// <exception cref="IOException">The disk refused; nothing is in force.</exception>
internal delegate void PromiseMarks(LaneMarks marks, Action<LaneMarks> become);
