using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Lookups;
using EventEdge.FunctionDispatcher.Messages;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Fields;

/// <summary>
/// The fields of a binding's events as it declares them: read, named and scaled, then computed and looked up, and in the end left out.
/// Declared fields are all read before the first is written, so that two may change names. One caller at a time, like the layout.
/// </summary>
internal sealed class EventFields
{
    private readonly FieldDeclaration[] _declared;
    private readonly int[] _from;
    private readonly int[] _to;
    private readonly int[] _renamed;
    private readonly FieldValue[] _read;
    private readonly Step[] _steps;
    private readonly int[] _dropped;
    private readonly bool[]? _kept;

    private EventFields(BindingConfig config, EventLayout layout, IReadOnlyDictionary<string, ILookup> lookups, bool isTrimmed)
    {
        _declared = [.. (config.Fields ?? NoFields).Select(field => new FieldDeclaration(field.Key, field.Value))];
        _from = [.. _declared.Select(field => layout.SlotOf(field.From))];
        _to = [.. _declared.Select(field => layout.SlotOf(field.Name))];
        var stay = config.Trigger.Captures.Select(layout.SlotOf).Concat(_from.Where(slot => MessageField.Is(layout.NameOf(slot))));
        _renamed = [.. _from.Except(_to).Except(stay)];
        _read = new FieldValue[_declared.Length];
        _steps = [.. ShapeOrder.Of(config).Select(step => step.IsLookup
            ? new Step(-1, null, lookups[step.Name])
            : new Step(layout.SlotOf(step.Name), Compile(config, step.Name, layout), null))];
        _dropped = isTrimmed ? [.. (config.Drop ?? []).Select(layout.SlotOf)] : [];
        _kept = isTrimmed && config.Keep is { } keep ? KeptOf([.. keep, .. Needed(config)], layout) : null;
    }

    private static IReadOnlyDictionary<string, FieldConfig> NoFields { get; } = new Dictionary<string, FieldConfig>();

    /// <summary>The stage of a binding; null where it takes fields as they come.</summary>
    /// <param name="config">The binding.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="lookups">Its lookups, by name.</param>
    /// <param name="isTrimmed">Whether its function is given every field: to others <c>keep</c> and <c>drop</c> make no difference.</param>
    /// <exception cref="ArgumentException">An expression of <c>set</c> is none.</exception>
    public static EventFields? Of(
        BindingConfig config, EventLayout layout, IReadOnlyDictionary<string, ILookup> lookups, bool isTrimmed) =>
        config is { Fields: null, Set: null, Lookup: null, Keep: null, Drop: null } ? null : new(config, layout, lookups, isTrimmed);

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
            .. template, .. config.Join?.On ?? [],
        ];
    }

    /// <summary>Reads, computes and looks up; says where and why an event is given up.</summary>
    public StageResult Apply(EdgeEvent target)
    {
        for (var i = 0; i < _declared.Length; i++)
        {
            if (_declared[i].Read(target.At(_from[i]), out _read[i]) is { } problem)
                return StageResult.Rejected(FailureStage.Fields, problem).At(Stage.Fields);
        }

        foreach (var slot in _renamed) target.Set(slot, FieldValue.Missing);
        for (var i = 0; i < _to.Length; i++) target.Set(_to[i], _read[i]);
        foreach (var step in _steps)
        {
            if (step.Value is { } value)
            {
                var result = value(target);
                target.Set(step.Slot, result.IsNumber && !double.IsFinite(result.AsNumber) ? FieldValue.Missing : result);
            }
            else if (step.Lookup!.Apply(target) is { } problem)
            {
                return StageResult.Rejected(FailureStage.Lookup, problem).At(Stage.Lookup);
            }
        }

        return StageResult.Passed;
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

    private static Func<EdgeEvent, FieldValue> Compile(BindingConfig config, string name, EventLayout layout) =>
        ValueExpression.TryParse(config.Set![name], config.TextFields, out var expression, out var error)
            ? expression.Compile(layout)
            : throw new ArgumentException($"set {name}: {error.Message}", nameof(name));

    private static bool[] KeptOf(IReadOnlyList<string> names, EventLayout layout)
    {
        var slots = names.Select(layout.SlotOf).ToHashSet();
        var kept = new bool[layout.Count];
        foreach (var slot in slots) kept[slot] = true;
        return kept;
    }

    private readonly record struct Step(int Slot, Func<EdgeEvent, FieldValue>? Value, ILookup? Lookup);
}
