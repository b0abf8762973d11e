using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>
/// The calls of one binding that are under way, oldest first. Belongs to the dispatch loop and to its recorded order; the calls themselves
/// are made elsewhere, and not before <see cref="Start"/>: until a replay has seen every answer in the journal, nobody knows which are
/// left.
/// </summary>
internal sealed class PendingCalls(ICaller caller, EventLayout layout)
{
    /// <summary>Most calls under way; a window's own calls may exceed it by what one message fires.</summary>
    public const int CallLimit = 1024;

    /// <summary>Most bytes of input and payload kept for them.</summary>
    public const long BytesLimit = 16L << 20;

    private readonly LinkedList<PendingCall> _calls = new();
    private CallId _lastJournalled = new(0, -1);
    private int _nextVolatile;
    private long _bytes;
    private bool _started;

    public int Count => _calls.Count;

    public bool IsFull => _calls.Count >= CallLimit || _bytes >= BytesLimit;

    /// <summary>Calls about an event, as against a window.</summary>
    public int Events { get; private set; }

    public IEnumerable<CallId> Ids => _calls.Select(c => c.Id);

    /// <summary>The name of the next call that a journal position (0: none) leads to.</summary>
    public CallId NextId(long sequence)
    {
        if (sequence == 0) return new(0, _nextVolatile++);
        _lastJournalled = new(sequence, sequence == _lastJournalled.Sequence ? _lastJournalled.Ordinal + 1 : 0);
        return _lastJournalled;
    }

    public void Add(PendingCall call)
    {
        Keep(call);
        if (_started) caller.Submit(call.Id, call.Input);
    }

    /// <summary>Takes a call off the list; null when it is not on it, because another answer has come first or it was given up.</summary>
    public PendingCall? Take(CallId id)
    {
        // Answers come in the order of the calls, but for those that a restart has put back: it is nearly always the first.
        for (var node = _calls.First; node is not null; node = node.Next)
        {
            if (node.Value.Id != id) continue;
            _calls.Remove(node);
            _bytes -= node.Value.Size;
            if (node.Value.Event is not null) Events--;
            return node.Value;
        }

        return null;
    }

    /// <summary>From now on calls are made: those on the list first.</summary>
    public void Start()
    {
        if (_started) return;
        _started = true;
        foreach (var call in _calls) caller.Submit(call.Id, call.Input);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_lastJournalled.Sequence);
        writer.Write(_lastJournalled.Ordinal);
        writer.Write(_nextVolatile);
        writer.Write(_calls.Count);
        for (var node = _calls.First; node is not null; node = node.Next) node.Value.Save(writer, node.Previous?.Value);
    }

    public void Load(BinaryReader reader)
    {
        _lastJournalled = new(reader.ReadInt64(), reader.ReadInt32());
        _nextVolatile = reader.ReadInt32();
        for (var left = reader.ReadInt32(); left > 0; left--) Keep(PendingCall.Load(reader, layout, _calls.Last?.Value));
    }

    private void Keep(PendingCall call)
    {
        _calls.AddLast(call);
        _bytes += call.Size;
        if (call.Event is not null) Events++;
    }
}
