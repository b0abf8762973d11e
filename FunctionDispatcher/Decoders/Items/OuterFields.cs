using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders.Items;

/// <summary>The fields that all events of one message have, so that they are read once.</summary>
internal sealed class OuterFields(EventLayout layout)
{
    private FieldValue[] _values = [];
    private int _count;

    /// <summary>Remembers every field of an event.</summary>
    public void Take(EdgeEvent source)
    {
        _count = layout.Count;
        if (_values.Length < _count) _values = new FieldValue[_count];
        for (var slot = 0; slot < _count; slot++) _values[slot] = source.At(slot);
    }

    /// <summary>Gives them to another event of the same message; what it has already stays.</summary>
    public void Restore(EdgeEvent target)
    {
        for (var slot = 0; slot < _count; slot++)
        {
            if (_values[slot].Kind != FieldKind.Missing && target.At(slot).Kind == FieldKind.Missing) target.Set(slot, _values[slot]);
        }
    }
}
