using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Lookups;
using EventEdge.FunctionDispatcher.Messages;
using EventEdge.FunctionDispatcher.Runtimes.Builtin;

namespace EventEdge.FunctionDispatcher.Configuration.Checks;

/// <summary>Topics, conditions and the fields they name: everything about one binding that can be known before its first event.</summary>
internal sealed class FieldChecker(ProblemList problems, SourceMap map)
{
    /// <summary>Checks a binding.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="triggerIsGood">Whether its captures are known.</param>
    public void Check(BindingConfig binding, bool triggerIsGood)
    {
        var captures = binding.Trigger?.Captures ?? [];
        var where = CheckWhere(binding);
        if (triggerIsGood && binding is { Trigger.Subscription: not null, Decode.Fields: { } fields })
            CheckDecodedFields(binding, where, CheckShape(binding, [.. fields, .. captures]));
        CheckEmit(binding, captures);
    }

    private WhereExpression? CheckWhere(BindingConfig binding)
    {
        if (map.Find(binding, nameof(binding.Where)) is not YamlScalar scalar) return null;
        if (WhereExpression.TryParse(scalar.Value, binding.TextFields, out var where, out var error)) return where;
        problems.AddInside(scalar, error.Offset, $"where: {error.Message}", error.Suggestion);
        return null;
    }

    // What the fields of the event are after those that are declared and computed; these may name nothing else either.
    private string[] CheckShape(BindingConfig binding, string[] known)
    {
        var names = known.ToHashSet(StringComparer.Ordinal);
        foreach (var (name, field) in binding.Fields ?? new Dictionary<string, FieldConfig>())
        {
            var entry = (map.Find(binding, nameof(binding.Fields)) as YamlMapping)?.Find(name);
            if (field.From is null && !IsKnown(known, name) && entry is not null)
                FailField(binding, entry.Key, 0, name, known, isShaped: false);
            if (map.Find(field, nameof(field.From)) is YamlScalar from && !IsKnown(known, from.Value))
                FailField(binding, from, 0, from.Value, known, isShaped: false);
            if (field.From is { } old && !binding.Fields!.ContainsKey(old) && !binding.Trigger.Captures.Contains(old)) names.Remove(old);
            names.Add(name);
        }

        foreach (var (name, text) in binding.Set ?? new Dictionary<string, string>())
        {
            CheckComputed(binding, name, text, [.. names]);
            names.Add(name);
        }

        return [.. names];
    }

    private void CheckComputed(BindingConfig binding, string name, string text, string[] known)
    {
        if ((map.Find(binding, nameof(binding.Set)) as YamlMapping)?.Find(name)?.Value is not YamlScalar scalar) return;
        if (!ValueExpression.TryParse(text, binding.TextFields, out var expression, out _)) return;
        foreach (var path in expression.FieldPaths.Where(p => !IsKnown(known, p)))
            FailField(binding, scalar, expression.OffsetOf(path), path, known);
    }

    private void CheckDecodedFields(BindingConfig binding, WhereExpression? where, string[] known)
    {
        if (where is not null && map.Find(binding, nameof(binding.Where)) is YamlScalar scalar)
        {
            foreach (var path in where.FieldPaths.Where(p => !IsKnown(known, p)))
                FailField(binding, scalar, where.OffsetOf(path), path, known);
        }

        var names = Scalars(map.Find(binding.EventId, nameof(EventIdConfig.Field)))
            .Concat(Scalars(map.Find(binding.EventTime, nameof(EventTimeConfig.Field))))
            .Concat(Scalars(map.Find(binding.EventTime, nameof(EventTimeConfig.Fields))))
            .Concat(Scalars(map.Find(binding.EventTime, nameof(EventTimeConfig.Clock))))
            .Concat(Scalars(map.Find(binding.Window, nameof(WindowConfig.GroupBy))))
            .Concat(Scalars(map.Find(binding, nameof(BindingConfig.Keep))))
            .Concat(Scalars(map.Find(binding, nameof(BindingConfig.Drop))))
            .Concat((binding.Lookup?.Values ?? []).SelectMany(lookup => Scalars(map.Find(lookup, nameof(KeyedLookupConfig.Key)))))
            .Concat(Scalars(map.Find(binding.Join, nameof(JoinConfig.On))))
            .Concat(Scalars(SettingOf(binding, "fields")))
            .Concat(Scalars(SettingOf(binding, "field")));
        foreach (var name in names.Where(n => !IsKnown(known, n.Value))) FailField(binding, name, 0, name.Value, known);
    }

    // The message's own fields are there whatever the decoder reads.
    private static bool IsKnown(string[] known, string name) => known.Contains(name) || MessageField.Is(name);

    private void CheckEmit(BindingConfig binding, IReadOnlyList<string> captures)
    {
        var emit = binding.Emit;
        CheckTags(binding);
        if (map.Find(emit, nameof(emit.Mqtt)) is YamlScalar topic) CheckTemplate(binding, topic, captures);
        else if (map.Find(emit)?.Find("mqtt") is null)
        {
            if (emit.Retain && map.FindEntry(emit, nameof(emit.Retain)) is { } retain)
                problems.Add(retain.Key.Start, "retain true needs mqtt, which is not given");
            if (map.FindEntry(emit, nameof(emit.Discovery)) is { } discovery)
                problems.Add(discovery.Key.Start, "discovery needs mqtt, which is not given");
            if (map.FindEntry(emit, nameof(emit.Format)) is { } format)
                problems.Add(format.Key.Start, "format needs mqtt, which is not given");
        }
    }

    private void CheckTags(BindingConfig binding)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tag in Scalars(map.Find(binding.Emit, nameof(EmitConfig.Tags))))
        {
            if (!seen.Add(tag.Value)) problems.Add(tag.Start, $"'{tag.Value}' is in tags twice");
            else if (binding.Window is { } window && !window.GroupBy.Contains(tag.Value))
                FailUngrouped(tag, 0, $"the tag '{tag.Value}'", window);
        }
    }

    private void CheckTemplate(BindingConfig binding, YamlScalar topic, IReadOnlyList<string> captures)
    {
        if (!TopicFilter.TryParseTemplate(topic.Value, out var template, out var error))
        {
            problems.AddInside(topic, error.Offset, $"topic '{topic.Value}': {error.Message}");
            return;
        }

        // Other names may be fields of the result, which only the function knows.
        if (binding.Window is not { } window) return;
        foreach (var name in template.Captures.Distinct().Where(n => captures.Contains(n) && !window.GroupBy.Contains(n)))
        {
            FailUngrouped(topic, topic.Value.IndexOf($"{{{name}}}", StringComparison.Ordinal), $"'{{{name}}}'", window);
        }
    }

    private void FailUngrouped(YamlScalar scalar, int offset, string what, WindowConfig window)
    {
        var misread = map.Find(window)?.Find("group_by") is not null && map.Find(window, nameof(window.GroupBy)) is null;
        if (misread) return;
        var groups = window.GroupBy.Count == 0 ? "is empty" : $"is [{string.Join(", ", window.GroupBy)}]";
        problems.AddInside(
            scalar, offset, $"{what} is not known to a window whose group_by {groups}", Spelling.Nearest(scalar.Value, window.GroupBy));
    }

    private void FailField(BindingConfig binding, YamlScalar scalar, int offset, string path, string[] known, bool isShaped = true)
    {
        var shaped = binding is { Fields: null, Set: null } || !isShaped ? string.Empty : " with fields and set";
        // Whether a table has a column is told where the table is read.
        if (LookupNames.Of(binding.Lookup, path) is not null) return;
        // Those of a join, its function does.
        if (binding.Join is { } join && (LookupNames.IsOf(join.Alias, path) || join.Set?.ContainsKey(path) == true)) return;
        var given = known.Length == 0 ? "no fields" : string.Join(", ", known);
        var message = $"there is no field '{path}': decode {binding.DecoderName}{shaped} gives {given}";
        problems.AddInside(scalar, offset, message, Spelling.Nearest(path, known));
    }

    // Built-in functions name fields so; what functions of the user's mean by it is their own affair.
    private YamlNode? SettingOf(BindingConfig binding, string key) =>
        binding.Function is BuiltinFunctionConfig function && map.Find(function, nameof(function.With)) is YamlMapping settings
            ? settings.Find(key)?.Value : null;

    private static IEnumerable<YamlScalar> Scalars(YamlNode? node) => node switch
    {
        YamlScalar scalar => [scalar],
        YamlSequence list => list.Items.OfType<YamlScalar>(),
        _ => [],
    };
}
