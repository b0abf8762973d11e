namespace EventEdge.CloudIngest.Identity;

/// <summary>
/// The fields of one point, each name once. Most points have few, and looking through those is cheaper than a table of them.
/// </summary>
internal sealed class FieldPrints
{
    private const int FewFields = 24;

    private FieldPrint[] _fields;
    private int _count;
    private Dictionary<uint, int>? _places;

    public FieldPrints(IReadOnlyList<FieldPrint> fields)
    {
        _fields = [.. fields];
        _count = _fields.Length;
    }

    public FieldPrints(int count) => _fields = new FieldPrint[count];

    public IReadOnlyList<FieldPrint> All => _count == _fields.Length ? _fields : _fields[.._count];

    /// <summary>Whether there is a field of this name.</summary>
    public bool Has(uint name) => PlaceOf(name) >= 0;

    /// <summary>Adds a field, or puts its value in the place of another: merged, replaced, or unchanged.</summary>
    public PointOutcome Put(FieldPrint field)
    {
        var place = PlaceOf(field.Name);
        if (place < 0)
        {
            _places?.Add(field.Name, _count);
            if (_count == _fields.Length) Array.Resize(ref _fields, Math.Max(4, 2 * _count));
            _fields[_count++] = field;
            return PointOutcome.Merged;
        }

        if (_fields[place].Value == field.Value) return PointOutcome.Unchanged;
        _fields[place] = field;
        return PointOutcome.Replaced;
    }

    private int PlaceOf(uint name)
    {
        if (_places is null && _count > FewFields)
        {
            _places = new(_count);
            for (var i = 0; i < _count; i++) _places.TryAdd(_fields[i].Name, i);
        }

        if (_places is not null) return _places.GetValueOrDefault(name, -1);
        for (var i = 0; i < _count; i++)
        {
            if (_fields[i].Name == name) return i;
        }

        return -1;
    }
}
