using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Rx.Windows.Buffers;

/// <summary>Keeps the events of a window themselves, without their payloads, for a function that asks for them.</summary>
internal sealed class EventListAccumulator(EventLayout layout) : IAccumulator
{
    private readonly List<EdgeEvent> _events = [];

    /// <summary>The events in order of event time, equal times in order of arrival.</summary>
    public IReadOnlyList<EdgeEvent> Events => _events;

    /// <inheritdoc />
    public void Add(EdgeEvent input) => Insert(input.Detach());

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The other accumulator is of another kind.</exception>
    public void Merge(IAccumulator other)
    {
        if (other is not EventListAccumulator { _events: var events })
        {
            throw new ArgumentException($"cannot take events from a {other.GetType().Name}", nameof(other));
        }
        foreach (var input in events) Insert(input);
    }

    /// <summary>Nothing: the function reads <see cref="Events"/>.</summary>
    public IEnumerable<Measurement> Result(WindowBounds window) => [];

    /// <inheritdoc />
    public void Save(BinaryWriter writer)
    {
        writer.Write(_events.Count);
        foreach (var input in _events) writer.WriteEvent(input);
    }

    /// <inheritdoc />
    public void Load(BinaryReader reader)
    {
        _events.Clear();
        for (var left = reader.ReadInt32(); left > 0; left--) _events.Add(reader.ReadEvent(layout));
    }

    private void Insert(EdgeEvent input)
    {
        var index = _events.Count;
        while (index > 0 && _events[index - 1].Time > input.Time) index--;
        _events.Insert(index, input);
    }
}
