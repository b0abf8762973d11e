using EventEdge.Contracts.Functions;

namespace EventEdge.Contracts.Rx.Windows.Buffers;

/// <summary>
/// Results of a window that slides over events in order, in constant time an event: of the older events, the state from every eighth on
/// to a split; of the newer ones, one state that grows. A result is one of the former, the few events before it, and the latter; once the
/// window has left the older part behind, the newer one becomes it (two stacks, as in K. Tangwongsan, M. Hirzel, S. Schneider,
/// "Low-Latency Sliding-Window Aggregation in Worst-Case Constant Time", DEBS 2017, with a stack of blocks). An event that comes between
/// those taken makes the next result begin anew. All of it follows from the events and three numbers, which are saved: a restart merges
/// the same states in the same order.
/// </summary>
internal sealed class SlidingParts(EventBuffer events, Func<IAccumulator> create)
{
    /// <summary>So few events are rather added one by one.</summary>
    public const int Few = 16;

    private const int Block = 8;
    private const long None = -1;

    // Events by their number since the beginning: the older part is [_from, _split), the newer one [_split, _taken).
    private long _removed;
    private long _from;
    private long _split = None;
    private long _taken;

    // Put together when they are asked for.
    private IAccumulator? _newer;
    private IAccumulator?[]? _older;

    /// <summary>An event has been put in at a place; those from there on have moved.</summary>
    public void Insert(int index)
    {
        if (_removed + index < _taken) Begin(0, None);
    }

    /// <summary>The oldest event has gone.</summary>
    public void RemoveOldest() => _removed++;

    /// <summary>The state of the events from one place to before another.</summary>
    public IAccumulator Of(int first, int end)
    {
        var (from, to) = (_removed + first, _removed + end);
        // A correction of what the window has left behind changes nothing here.
        var isPast = _split != None && (from < _from || to < _taken);
        if (isPast) return Add(create(), from, to);
        if (_split == None || from > _split) Begin(from, to);
        _newer = Add(_newer ?? Add(create(), _split, _taken), _taken, to);
        _taken = to;
        return Result(from);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_split != None);
        if (_split == None) return;
        writer.Write(_from - _removed);
        writer.Write(_split - _removed);
        writer.Write(_taken - _removed);
    }

    public void Load(BinaryReader reader)
    {
        if (!reader.ReadBoolean()) return;
        // Numbers of events that have gone are below zero, but none of them is a split that counts.
        (_removed, _from, _split, _taken) = (0, reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        if (_split < 0) Begin(0, None);
    }

    private IAccumulator Result(long from)
    {
        var block = (int)((from - _from + Block - 1) / Block);
        var start = Math.Min(_from + ((long)block * Block), _split);
        var state = Add(create(), from, start);
        if (start < _split) state.Merge(Older(block));
        state.Merge(_newer!);
        return state;
    }

    // From the split backwards, as far as anybody asks: the window moves away from there.
    private IAccumulator Older(int block)
    {
        var blocks = (int)((_split - _from + Block - 1) / Block);
        _older ??= new IAccumulator?[blocks];
        var known = block;
        while (known < blocks && _older[known] is null) known++;
        while (known > block)
        {
            known--;
            var start = _from + ((long)known * Block);
            var state = create();
            if (known + 1 < blocks) state.Merge(_older[known + 1]!);
            _older[known] = Add(state, start, Math.Min(start + Block, _split));
        }

        // The window does not come back to it.
        if (block > 0) _older[block - 1] = null;
        return _older[block]!;
    }

    private void Begin(long from, long split)
    {
        (_from, _split, _taken) = (from, split, Math.Max(split, 0));
        (_newer, _older) = (null, null);
    }

    private IAccumulator Add(IAccumulator state, long from, long to)
    {
        for (var number = from; number < to; number++) state.Add(events[(int)(number - _removed)]);
        return state;
    }
}
