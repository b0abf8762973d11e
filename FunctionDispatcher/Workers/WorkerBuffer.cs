using System.Runtime.InteropServices;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Workers;

/// <summary>
/// What one worker writes while a batch is worked on. Each has memory of its own, filled in the order of the jobs and used again: what two
/// processors write side by side would wander between their caches.
/// </summary>
internal sealed class WorkerBuffer
{
    private readonly List<EdgeEvent> _events = [];
    private readonly List<SharedEvent> _read = [];
    private readonly List<WindowOutcome> _outcomes = [];

    /// <summary>What it has read, in the order of the jobs it reads.</summary>
    public Span<SharedEvent> Events => CollectionsMarshal.AsSpan(_read);

    /// <summary>What windows said to the events whose key it has, in their order.</summary>
    public ReadOnlySpan<WindowOutcome> Outcomes => CollectionsMarshal.AsSpan(_outcomes);

    /// <summary>An event for the next message, of any content.</summary>
    public EdgeEvent NextEvent(EventLayout layout)
    {
        if (_read.Count == _events.Count) _events.Add(new EdgeEvent(layout));
        var next = _events[_read.Count];
        next.Lend(layout);
        return next;
    }

    /// <summary>Keeps what was found in the next message.</summary>
    public void Add(in SharedEvent read) => _read.Add(read);

    /// <summary>Keeps what a window said.</summary>
    public void Add(WindowOutcome outcome) => _outcomes.Add(outcome);

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        foreach (ref readonly var read in Events) (read.Event.Payload, read.Event.Properties) = (default, MessageProperties.None);
        _read.Clear();
        _outcomes.Clear();
    }
}
