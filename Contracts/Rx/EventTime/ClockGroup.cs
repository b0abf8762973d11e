using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>
/// The clocks that have contributed to one key, the counting ones as a heap with the slowest on top, and the watermark they carry.
/// One clock is the common case and costs no dictionary.
/// </summary>
internal abstract class ClockGroup
{
    private SourceClock? _recent;
    private Dictionary<FieldValue, SourceClock>? _byId;
    private SourceClock[] _heap = [];
    private int _untilCensus;

    /// <summary>Every event before it has been waited for. Never moves back; <see cref="Ticks.Never"/> at first.</summary>
    public long Watermark { get; set; } = Ticks.Never;

    /// <summary>Newest timestamp of any clock while it counted.</summary>
    public long Fastest { get; set; } = Ticks.Never;

    /// <summary>
    /// How far the clock that counted last was behind recorded time when it last advanced, in ticks; below zero where it was ahead. By it
    /// the group's time goes on while none counts.
    /// </summary>
    public long Behind { get; set; }

    /// <summary>Clocks known, idle ones included.</summary>
    public int Clocks => _byId?.Count ?? (_recent is null ? 0 : 1);

    /// <summary>Clocks that hold the group back.</summary>
    public int Counting { get; private set; }

    /// <summary>The slowest of the clocks that count.</summary>
    public SourceClock Slowest => _heap[0];

    /// <summary>Those known, in no order.</summary>
    public IEnumerable<SourceClock> All => _byId?.Values ?? (_recent is { } only ? (IEnumerable<SourceClock>)[only] : []);

    public SourceClock? Find(in FieldValue id)
    {
        if (_recent is { } recent && recent.Id == id) return recent;
        if (_byId is null || !_byId.TryGetValue(id, out var clock)) return null;
        return _recent = clock;
    }

    public SourceClock Introduce(in FieldValue id)
    {
        var clock = new SourceClock(this, id);
        if (_recent is { } first) _byId ??= new() { [first.Id] = first };
        _byId?.Add(id, clock);
        return _recent = clock;
    }

    public void Forget(SourceClock clock)
    {
        _byId?.Remove(clock.Id);
        if (_recent == clock) _recent = _byId?.Values.FirstOrDefault();
    }

    /// <summary>Lets a idle clock count.</summary>
    public void Count(SourceClock clock)
    {
        if (Counting == _heap.Length) Array.Resize(ref _heap, Math.Max(1, Counting * 2));
        SiftUp(clock, Counting++);
    }

    /// <summary>Restores order after a counting clock's timestamp has grown.</summary>
    public void Settle(SourceClock clock)
    {
        if (Counting > 1) SiftDown(clock, clock.Place);
    }

    /// <summary>Lets a counting clock rest.</summary>
    public void Rest(SourceClock clock)
    {
        var place = clock.Place;
        clock.Place = SourceClock.Idle;
        var last = _heap[--Counting];
        _heap[Counting] = null!;
        if (last == clock) return;
        SiftDown(last, place);
        SiftUp(last, last.Place);
    }

    /// <summary>
    /// The counting clocks behind <paramref name="horizon"/>, when they are the few and not the many; else none. Looks at all clocks once
    /// in as many calls as there are clocks, so that a call costs a constant on average.
    /// </summary>
    public IReadOnlyList<SourceClock> Stragglers(long horizon)
    {
        if (--_untilCensus > 0) return [];
        _untilCensus = Counting;
        var slow = Array.FindAll(_heap, clock => clock is not null && clock.Timestamp < horizon);
        if (slow.Length * 2 >= Counting) return [];
        _untilCensus = 0;
        return slow;
    }

    /// <summary>Puts a clock back at the place it was saved with.</summary>
    public void Restore(SourceClock clock, int place)
    {
        clock.Place = place;
        if (place == SourceClock.Idle) return;
        if (place >= _heap.Length) Array.Resize(ref _heap, Math.Max(place + 1, _heap.Length * 2));
        _heap[place] = clock;
        Counting++;
    }

    protected void SaveWatermark(BinaryWriter writer)
    {
        writer.Write(Watermark);
        writer.Write(Fastest);
        writer.Write(_untilCensus);
        writer.Write(Behind);
    }

    protected void LoadWatermark(BinaryReader reader, bool hasBehind)
    {
        Watermark = reader.ReadInt64();
        Fastest = reader.ReadInt64();
        _untilCensus = reader.ReadInt32();
        if (hasBehind) Behind = reader.ReadInt64();
    }

    private void SiftUp(SourceClock clock, int place)
    {
        while (place > 0 && _heap[(place - 1) / 2] is var parent && parent.Timestamp > clock.Timestamp)
        {
            Put(parent, place);
            place = (place - 1) / 2;
        }
        Put(clock, place);
    }

    private void SiftDown(SourceClock clock, int place)
    {
        for (var child = 2 * place + 1; child < Counting; child = 2 * place + 1)
        {
            if (child + 1 < Counting && _heap[child + 1].Timestamp < _heap[child].Timestamp) child++;
            if (_heap[child].Timestamp >= clock.Timestamp) break;
            Put(_heap[child], place);
            place = child;
        }
        Put(clock, place);
    }

    private void Put(SourceClock clock, int place)
    {
        _heap[place] = clock;
        clock.Place = place;
    }
}
