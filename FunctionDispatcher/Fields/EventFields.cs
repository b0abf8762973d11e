using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Fields;

/// <summary>
/// The fields of a binding's events as it declares them: read, named and scaled, then computed, and in the end left out. Declared fields
/// are all read before the first is written, so that two may change names. One caller at a time, like the layout.
/// </summary>
internal sealed class EventFields
{
    private readonly FieldDeclaration[] _declared;
    private readonly int[] _from;
    private readonly int[] _to;
    private readonly int[] _renamed;
    private readonly FieldValue[] _read;
    private readonly (int Slot, Func<EdgeEvent, FieldValue> Value)[] _computed;
    private readonly int[] _dropped;
    private readonly bool[]? _kept;

    private EventFields(BindingConfig config, EventLayout layout, bool isTrimmed)
    {
        _declared = [.. (config.Fields ?? NoFields).Select(field => new FieldDeclaration(field.Key, field.Value))];
        _from = [.. _declared.Select(field => layout.SlotOf(field.From))];
        _to = [.. _declared.Select(field => layout.SlotOf(field.Name))];
        _renamed = [.. _from.Except(_to).Except(config.Trigger.Captures.Select(layout.SlotOf))];
        _read = new FieldValue[_declared.Length];
        _computed = [.. (config.Set ?? NoSet).Select(computed => (layout.SlotOf(computed.Key), Compile(config, computed, layout)))];
        _dropped = isTrimmed ? [.. (config.Drop ?? []).Select(layout.SlotOf)] : [];
        _kept = isTrimmed && config.Keep is { } keep ? KeptOf([.. keep, .. Needed(config)], layout) : null;
    }

    private static IReadOnlyDictionary<string, FieldConfig> NoFields { get; } = new Dictionary<string, FieldConfig>();

    private static IReadOnlyDictionary<string, string> NoSet { get; } = new Dictionary<string, string>();

    /// <summary>The stage of a binding; null where it takes fields as they come.</summary>
    /// <param name="config">The binding.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="isTrimmed">Whether its function is given every field: to others <c>keep</c> and <c>drop</c> make no difference.</param>
    /// <exception cref="ArgumentException">An expression of <c>set</c> is none.</exception>
    public static EventFields? Of(BindingConfig config, EventLayout layout, bool isTrimmed) =>
        config is { Fields: null, Set: null, Keep: null, Drop: null } ? null : new(config, layout, isTrimmed);

    /// <summary>
    /// The fields that the binding itself needs after its function's events were trimmed: windows ask their conditions of what they took.
    /// </summary>
    public static IEnumerable<string> Needed(BindingConfig config)
    {
        var template = config.Emit.Mqtt is { } topic && TopicTemplate.TryParse(topic, out var parsed, out _) ? parsed.Names : [];
        string[] clock = config.EventTime.Clock is { } name ? [name] : [];
        return
        [
            .. config.Trigger.Captures, .. BindingKey.TagNames(config), .. config.Window?.GroupBy ?? [], .. Conditional(config), .. clock,
            .. template,
        ];
    }

    /// <summary>Reads and computes; says which field cannot be read and why, or null.</summary>
    public string? Apply(EdgeEvent target)
    {
        for (var i = 0; i < _declared.Length; i++)
        {
            if (_declared[i].Read(target.At(_from[i]), out _read[i]) is { } problem) return problem;
        }

        foreach (var slot in _renamed) target.Set(slot, FieldValue.Missing);
        for (var i = 0; i < _to.Length; i++) target.Set(_to[i], _read[i]);
        foreach (var (slot, value) in _computed)
        {
            var result = value(target);
            target.Set(slot, result.IsNumber && !double.IsFinite(result.AsNumber) ? FieldValue.Missing : result);
        }

        return null;
    }

    /// <summary>Leaves out what the function is not to be given.</summary>
    public void Trim(EdgeEvent target)
    {
        foreach (var slot in _dropped) target.Set(slot, FieldValue.Missing);
        if (_kept is null) return;
        for (var slot = 0; slot < target.Layout.Count; slot++)
        {
            if ((slot >= _kept.Length || !_kept[slot]) && target.At(slot).Kind != FieldKind.Missing) target.Set(slot, FieldValue.Missing);
        }
    }

    // One that cannot be read is told where it stands.
    private static IEnumerable<string> Conditional(BindingConfig config)
    {
        string?[] texts = [config.Window?.While, config.Window?.From, config.Window?.Until];
        foreach (var text in texts.OfType<string>())
        {
            if (!WhereExpression.TryParse(text, config.TextFields, out var condition, out _)) continue;
            foreach (var path in condition.FieldPaths) yield return path;
        }
    }

    private static Func<EdgeEvent, FieldValue> Compile(BindingConfig config, KeyValuePair<string, string> computed, EventLayout layout) =>
        ValueExpression.TryParse(computed.Value, config.TextFields, out var expression, out var error)
            ? expression.Compile(layout)
            : throw new ArgumentException($"set {computed.Key}: {error.Message}", nameof(computed));

    private static bool[] KeptOf(IReadOnlyList<string> names, EventLayout layout)
    {
        var slots = names.Select(layout.SlotOf).ToHashSet();
        var kept = new bool[layout.Count];
        foreach (var slot in slots) kept[slot] = true;
        return kept;
    }
}
