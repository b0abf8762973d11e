using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Deduplication;

/// <summary>
/// The ids of a span of recorded time, each with when it was first seen, and by whom. The memory has a bound: where it is reached before
/// the span is over, the oldest ids of those go who have sent the most, down to a level that the others are below, so that a flood of ids
/// makes its sender's own duplicates count again and nobody else's. Driven by recorded time and the order of events alone.
/// </summary>
internal sealed class SeenIds(TimeSpan within, int limit = SeenIds.Limit, int sourceLimit = int.MaxValue)
{
    /// <summary>Most ids: about 40 MB. At least three quarters of them are remembered.</summary>
    public const int Limit = 700_000;

    // So few that each of them may have some at any level.
    private readonly int _sourceLimit = Math.Min(sourceLimit, Math.Max(1, limit / 8));

    // Of whatever is beyond the most sources, and of states that did not know sources.
    private readonly Queue<Seen> _others = new();
    private readonly Dictionary<ulong, Queue<Seen>> _sources = [];
    private readonly Dictionary<ulong, long> _ids = [];
    private RecordedTime _time;
    private long _sweptAt;
    private int _count;

    /// <summary>Ids remembered.</summary>
    public int Count => _count;

    /// <summary>Remembers an id; false where it was seen within the span. A duplicate does not prolong the span.</summary>
    public bool TryAdd(ulong source, ulong id, DateTimeOffset received)
    {
        Advance(received);
        if (Contains(id)) return false;
        if (_count >= limit) Level();
        Enter(QueueOf(source), new Seen(id, _time.Now));
        return true;
    }

    /// <summary>Recorded time moves on; what is older than the span is forgotten in time.</summary>
    public void Advance(DateTimeOffset received)
    {
        _time.Observe(received);
        if (_time.Now - _sweptAt >= within.Ticks) Sweep();
    }

    /// <summary>Whether the id was seen within the span.</summary>
    public bool Contains(ulong id) => _ids.TryGetValue(id, out var seen) && _time.Now - seen < within.Ticks;

    /// <summary>The same as of a time of receipt. Recorded time stays where it is.</summary>
    public bool Contains(ulong id, DateTimeOffset received)
    {
        var time = _time;
        time.Observe(received);
        return _ids.TryGetValue(id, out var seen) && time.Now - seen < within.Ticks;
    }

    public void Save(BinaryWriter writer)
    {
        _time.Save(writer);
        writer.Write(_sweptAt);
        Save(writer, _others);
        writer.Write(_sources.Count);
        foreach (var (source, ids) in _sources.OrderBy(each => each.Key))
        {
            writer.Write(source);
            Save(writer, ids);
        }
    }

    public void Load(BinaryReader reader)
    {
        _time.Load(reader);
        _sweptAt = reader.ReadInt64();
        Load(reader, _others);
        for (var left = reader.ReadInt32(); left > 0; left--) Load(reader, _sources[reader.ReadUInt64()] = new());
    }

    /// <summary>Reads what versions have saved that did not tell sources apart.</summary>
    /// <param name="reader">What was saved.</param>
    /// <param name="now">The first eight bytes of it, which are read already: recorded time.</param>
    public void LoadWithoutSources(BinaryReader reader, long now)
    {
        _time.Load(now, reader);
        _ = reader.ReadInt64();
        _sweptAt = now;
        List<Seen> all = [];
        for (var generation = 0; generation < 2; generation++)
        {
            for (var left = reader.ReadInt32(); left > 0; left--) all.Add(new(reader.ReadUInt64(), reader.ReadInt64()));
        }

        foreach (var seen in all.OrderBy(each => each.At)) Enter(_others, seen);
    }

    private Queue<Seen> QueueOf(ulong source)
    {
        if (_sources.TryGetValue(source, out var ids)) return ids;
        return _sources.Count < _sourceLimit ? _sources[source] = new() : _others;
    }

    // What is over is looked at twice in its span at most.
    private void Sweep()
    {
        _sweptAt = _time.Now;
        DropOver(_others);
        foreach (var (source, ids) in _sources)
        {
            DropOver(ids);
            if (ids.Count == 0) _sources.Remove(source);
        }
    }

    // So far down that there is none again for a quarter of the limit: each costs as much as there are sources.
    private void Level()
    {
        Sweep();
        var room = Math.Max(1, limit - (limit / 4));
        if (_count <= room) return;
        var (fits, tooMuch) = (0, limit);
        while (tooMuch - fits > 1)
        {
            var level = (fits + tooMuch) / 2;
            if (_sources.Values.Append(_others).Sum(ids => (long)Math.Min(ids.Count, level)) <= room) fits = level;
            else tooMuch = level;
        }

        foreach (var ids in _sources.Values.Append(_others))
        {
            while (ids.Count > fits) Drop(ids);
        }
    }

    private void DropOver(Queue<Seen> ids)
    {
        while (ids.TryPeek(out var oldest) && _time.Now - oldest.At >= within.Ticks) Drop(ids);
    }

    private void Drop(Queue<Seen> ids)
    {
        var oldest = ids.Dequeue();
        _count--;
        // One that came again after the span stands further behind as well.
        if (_ids.TryGetValue(oldest.Id, out var at) && at == oldest.At) _ids.Remove(oldest.Id);
    }

    private void Enter(Queue<Seen> ids, Seen seen)
    {
        ids.Enqueue(seen);
        if (!_ids.TryGetValue(seen.Id, out var known) || known < seen.At) _ids[seen.Id] = seen.At;
        _count++;
    }

    private static void Save(BinaryWriter writer, Queue<Seen> ids)
    {
        writer.Write(ids.Count);
        foreach (var (id, at) in ids)
        {
            writer.Write(id);
            writer.Write(at);
        }
    }

    private void Load(BinaryReader reader, Queue<Seen> ids)
    {
        for (var left = reader.ReadInt32(); left > 0; left--) Enter(ids, new(reader.ReadUInt64(), reader.ReadInt64()));
    }

    private readonly record struct Seen(ulong Id, long At);
}
