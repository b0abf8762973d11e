using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Lookups;
using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.FunctionDispatcher.Joins;

/// <summary>
/// Puts an event and the result that belongs to it together: the event with all its fields, and those of the result as <c>as.field</c>. Its
/// time, its place in the journal and its tags are those of the event.
/// </summary>
internal sealed class JoinedEvents
{
    private readonly JoinConfig _join;
    private readonly EventLayout _layout;
    private readonly EventLayout _other;
    private readonly HashSet<string>? _wanted;
    private readonly HashSet<string> _unwanted;
    private readonly (int Slot, Func<EdgeEvent, FieldValue> Value)[] _computed;
    private readonly Func<EdgeEvent, bool>? _where;

    // By slot of the result, where its field goes; below zero for nowhere.
    private readonly List<int> _slots = [];

    // By slot of the event, whether its name is one of the other side's.
    private readonly List<bool> _isOthers = [];

    /// <exception cref="ArgumentException">An expression of the join is none.</exception>
    public JoinedEvents(BindingConfig config, EventLayout layout, EventLayout other)
    {
        _join = config.Join!;
        (_layout, _other) = (layout, other);
        _wanted = _join.Fields is { } fields ? [.. fields] : null;
        _unwanted = [.. _join.On, TickDocument.TimeField, "window_end", "revision", NodeTag.Name];
        _computed = [.. (_join.Set ?? new Dictionary<string, string>()).Select(set => (layout.SlotOf(set.Key), Compile(config, set)))];
        _where = Condition(config);
    }

    /// <summary>The joined event; null where the condition of the join turns it away.</summary>
    public EdgeEvent? Of(EdgeEvent own, EdgeEvent? other, int revision)
    {
        var joined = own.Detach();
        (joined.Subject, joined.Revision, joined.IsJoined) = (0, revision, true);
        for (var slot = 0; slot < _layout.Count; slot++)
        {
            if (IsOthers(slot)) joined.Set(slot, FieldValue.Missing);
        }

        for (var slot = 0; other is not null && slot < _other.Count; slot++)
        {
            if (other.At(slot) is { Kind: not FieldKind.Missing } value && SlotOf(slot) is >= 0 and var place) joined.Set(place, value);
        }

        foreach (var (slot, value) in _computed)
        {
            var result = value(joined);
            joined.Set(slot, result.IsNumber && !double.IsFinite(result.AsNumber) ? FieldValue.Missing : result);
        }

        return _where is null || _where(joined) ? joined : null;
    }

    private bool IsOthers(int slot)
    {
        while (_isOthers.Count <= slot) _isOthers.Add(LookupNames.IsOf(_join.Alias, _layout.NameOf(_isOthers.Count)));
        return _isOthers[slot];
    }

    private int SlotOf(int slot)
    {
        while (_slots.Count <= slot) _slots.Add(PlaceOf(_other.NameOf(_slots.Count)));
        return _slots[slot];
    }

    private int PlaceOf(string field)
    {
        if (!(_wanted?.Contains(field) ?? !_unwanted.Contains(field))) return -1;
        var path = LookupNames.Path(_join.Alias, field);
        // As a decoder does with fields that find no place any more.
        return _layout.Find(path) < 0 && _layout.Count >= EventLayout.SlotLimit ? -1 : _layout.SlotOf(path);
    }

    private Func<EdgeEvent, FieldValue> Compile(BindingConfig config, KeyValuePair<string, string> set) =>
        ValueExpression.TryParse(set.Value, config.TextFields, out var expression, out var error)
            ? expression.Compile(_layout)
            : throw new ArgumentException($"join.set {set.Key}: {error.Message}", nameof(set));

    private Func<EdgeEvent, bool>? Condition(BindingConfig config)
    {
        if (_join.Where is not { } text) return null;
        return WhereExpression.TryParse(text, config.TextFields, out var where, out var error)
            ? where.Compile(_layout)
            : throw new ArgumentException($"join.where: {error.Message}", nameof(config));
    }
}
