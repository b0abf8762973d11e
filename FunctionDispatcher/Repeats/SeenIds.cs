using EventEdge.FunctionDispatcher.EventTime;

namespace EventEdge.FunctionDispatcher.Repeats;

/// <summary>
/// The ids of a span of recorded time, each with when it was first seen. Two generations: ids go in the young one, and once that spans the time,
/// or holds its limit, it becomes the old one and the old one goes. So nothing is searched to be forgotten, and the memory has a bound;
/// where the limit comes first, the oldest ids are forgotten early and their repeats count again. Driven by recorded time alone.
/// </summary>
internal sealed class SeenIds(TimeSpan within, int generationLimit = SeenIds.GenerationLimit)
{
    /// <summary>Most ids of a generation: about 15 MB each.</summary>
    public const int GenerationLimit = 1 << 19;

    private RecordedTime _time;
    private Dictionary<ulong, long> _young = [];
    private Dictionary<ulong, long> _old = [];
    private long _youngSince;

    /// <summary>Ids remembered.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>Whether the id was seen within the span; if not, it is seen now. A repeat does not prolong the span.</summary>
    public bool IsRepeat(ulong id, DateTimeOffset received)
    {
        _time.Observe(received);
        var now = _time.Now;
        if (now - _youngSince >= within.Ticks || _young.Count >= generationLimit) Age(now);
        if (IsFresh(_young, id, now) || IsFresh(_old, id, now)) return true;
        _young[id] = now;
        return false;
    }

    /// <summary>Whether the id was seen within the span; it is not remembered. Once the span is over for all, all are forgotten.</summary>
    public bool IsFresh(ulong id, DateTimeOffset received)
    {
        _time.Observe(received);
        var now = _time.Now;
        if (now - _youngSince >= 2 * within.Ticks) Age(now);
        return IsFresh(_young, id, now) || IsFresh(_old, id, now);
    }

    public void Save(BinaryWriter writer)
    {
        _time.Save(writer);
        writer.Write(_youngSince);
        Save(writer, _young);
        Save(writer, _old);
    }

    /// <param name="reader">What was saved.</param>
    /// <param name="now">The first eight bytes of it, which are read already: recorded time.</param>
    public void Load(BinaryReader reader, long now)
    {
        _time.Load(now, reader);
        _youngSince = reader.ReadInt64();
        Load(reader, _young);
        Load(reader, _old);
    }

    private bool IsFresh(Dictionary<ulong, long> generation, ulong id, long now) =>
        generation.TryGetValue(id, out var seen) && now - seen < within.Ticks;

    private void Age(long now)
    {
        (_young, _old) = (_old, _young);
        _young.Clear();
        _youngSince = now;
    }

    private static void Save(BinaryWriter writer, Dictionary<ulong, long> generation)
    {
        writer.Write(generation.Count);
        foreach (var (id, seen) in generation)
        {
            writer.Write(id);
            writer.Write(seen);
        }
    }

    private static void Load(BinaryReader reader, Dictionary<ulong, long> generation)
    {
        generation.Clear();
        for (var left = reader.ReadInt32(); left > 0; left--) generation.Add(reader.ReadUInt64(), reader.ReadInt64());
    }
}
