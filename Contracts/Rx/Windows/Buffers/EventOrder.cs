using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Rx.Windows.Buffers;

/// <summary>
/// Order of event time; of events at one instant, by topic and then field by field. Events that are still equal are alike, so that the
/// order they arrived in cannot be told from a result.
/// </summary>
internal sealed class EventOrder : IComparer<EdgeEvent>
{
    public static EventOrder Instance { get; } = new();

    public int Compare(EdgeEvent? x, EdgeEvent? y)
    {
        var order = x!.Time.CompareTo(y!.Time);
        if (order == 0) order = string.CompareOrdinal(x.Topic, y.Topic);
        for (var slot = 0; order == 0 && slot < x.Layout.Count; slot++) order = Compare(x.At(slot), y.At(slot));
        return order;
    }

    private static int Compare(in FieldValue x, in FieldValue y)
    {
        if (x.Kind != y.Kind) return x.Kind.CompareTo(y.Kind);
        return x.Kind switch
        {
            FieldKind.Number => WholeNumber.Compare(x, y),
            FieldKind.Boolean => x.AsBoolean.CompareTo(y.AsBoolean),
            _ => string.CompareOrdinal(x.AsText, y.AsText),
        };
    }
}
