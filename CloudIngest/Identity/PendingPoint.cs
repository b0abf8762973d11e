using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Events;

namespace EventEdge.CloudIngest.Identity;

/// <summary>
/// One identity of a batch: what the store holds, and what the points of the batch make of it, one after the other as if each were written
/// alone.
/// </summary>
internal sealed class PendingPoint
{
    private readonly IReadOnlyList<FieldPrint>? _former;
    private readonly int _formerRevision;
    private FieldPrints? _fields;
    private int _revision;
    private bool _exists;

    /// <param name="identity">The identity.</param>
    /// <param name="known">What the store holds; null when nothing is known.</param>
    public PendingPoint(UInt128 identity, WrittenPoint? known)
    {
        Identity = identity;
        if (known is not { } point) return;
        _fields = new FieldPrints(point.Fields);
        _former = point.Fields;
        _formerRevision = _revision = point.Revision;
        _exists = true;
    }

    public UInt128 Identity { get; }

    /// <summary>What is to be written; null while every point was stale.</summary>
    public NodePoint? Write { get; private set; }

    /// <summary>Whether the store will hold something else than before.</summary>
    public bool IsNews { get; private set; }

    /// <summary>What the store holds afterwards.</summary>
    public WrittenPoint Written => new(Identity, _revision, _fields?.All ?? []);

    /// <summary>Takes the next point of this identity.</summary>
    public PointOutcome Take(NodePoint source, PointHasher hasher)
    {
        var revision = source.Point.Revision;
        if (_exists && revision < _revision) return PointOutcome.Stale;
        if (_exists && revision == _revision) return Merge(source, hasher);
        var outcome = _exists ? PointOutcome.Corrected : PointOutcome.Created;
        var fields = new FieldPrints(source.Point.Fields.Count);
        for (var i = 0; i < source.Point.Fields.Count; i++)
            fields.Put(hasher.PrintOf(source.Point.Fields[i].Key, source.Point.Fields[i].Value));
        _fields = fields;
        (_exists, _revision, IsNews) = (true, revision, true);
        Write = LeavesFields() ? source with { Clears = true } : source;
        return outcome;
    }

    private PointOutcome Merge(NodePoint source, PointHasher hasher)
    {
        var outcome = PointOutcome.Unchanged;
        foreach (var (name, value) in source.Point.Fields)
        {
            var next = _fields!.Put(hasher.PrintOf(name, value));
            if (outcome == PointOutcome.Unchanged || next == PointOutcome.Replaced) outcome = next;
        }

        IsNews |= outcome != PointOutcome.Unchanged;
        Write = Write is { } earlier
            ? source with
            {
                Point = source.Point with { Fields = Union(earlier.Point.Fields, source.Point.Fields) },
                Clears = earlier.Clears && LeavesFields()
            }
            : source;
        return outcome;
    }

    private bool LeavesFields() => _former is not null && _formerRevision < _revision && _former.Any(left => !_fields!.Has(left.Name));

    private static List<KeyValuePair<string, FieldValue>> Union(
        IReadOnlyList<KeyValuePair<string, FieldValue>> earlier, IReadOnlyList<KeyValuePair<string, FieldValue>> later)
    {
        var names = later.Select(field => field.Key).ToHashSet(StringComparer.Ordinal);
        return [.. earlier.Where(field => !names.Contains(field.Key)), .. later];
    }
}
