using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Triggers;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>Topics, conditions and the fields they name: everything about one binding that can be known before its first event.</summary>
internal sealed class FieldChecker(ProblemList problems, SourceMap map)
{
    /// <summary>The field of a text message.</summary>
    private const string ValueField = "value";

    public void Check(BindingConfig binding)
    {
        var filter = CheckTrigger(binding.Trigger);
        var captures = binding.Trigger is null ? [] : TriggerRoute.CapturesOf(binding.Trigger);
        var where = CheckWhere(binding, captures);
        if (filter is not null && binding.Decode == DecoderKind.Text) CheckTextFields(binding, where, captures);
        CheckEmit(binding, captures);
    }

    private TopicFilter? CheckTrigger(TriggerConfig? trigger)
    {
        if (map.Find(trigger, nameof(TriggerConfig.Mqtt)) is not YamlScalar scalar) return null;
        if (TopicFilter.TryParse(scalar.Value, out var filter, out var error))
        {
            if (TriggerRoute.IsReserved(scalar.Value)) problems.Add(scalar.Start, $"topic filter '{scalar.Value}': topics there are the node's own");
            return filter;
        }

        problems.AddInside(scalar, error.Offset, $"topic filter '{scalar.Value}': {error.Message}");
        return null;
    }

    private WhereExpression? CheckWhere(BindingConfig binding, IReadOnlyList<string> captures)
    {
        if (map.Find(binding, nameof(binding.Where)) is not YamlScalar scalar) return null;
        if (WhereExpression.TryParse(scalar.Value, captures, out var where, out var error)) return where;
        problems.AddInside(scalar, error.Offset, $"where: {error.Message}", error.Suggestion);
        return null;
    }

    private void CheckTextFields(BindingConfig binding, WhereExpression? where, IReadOnlyList<string> captures)
    {
        string[] known = [ValueField, .. captures];
        if (where is not null && map.Find(binding, nameof(binding.Where)) is YamlScalar scalar)
        {
            foreach (var path in where.FieldPaths.Except(known)) FailField(scalar, where.OffsetOf(path), path, known);
        }

        var names = Scalars(map.Find(binding.EventId, nameof(EventIdConfig.Field)))
            .Concat(Scalars(map.Find(binding.EventTime, nameof(EventTimeConfig.Field))))
            .Concat(Scalars(map.Find(binding.EventTime, nameof(EventTimeConfig.Clock))))
            .Concat(Scalars(map.Find(binding.Window, nameof(WindowConfig.GroupBy))));
        foreach (var name in names.Where(n => !known.Contains(n.Value))) FailField(name, 0, name.Value, known);
    }

    private void CheckEmit(BindingConfig binding, IReadOnlyList<string> captures)
    {
        var emit = binding.Emit;
        CheckTags(binding);
        if (map.Find(emit, nameof(emit.Mqtt)) is YamlScalar topic) CheckTemplate(binding, topic, captures);
        else if (emit.Retain && map.FindEntry(emit, nameof(emit.Retain)) is { } retain && map.Find(emit)?.Find("mqtt") is null)
        {
            problems.Add(retain.Key.Start, "retain true needs mqtt, which is not given");
        }
    }

    private void CheckTags(BindingConfig binding)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tag in Scalars(map.Find(binding.Emit, nameof(EmitConfig.Tags))))
        {
            if (!seen.Add(tag.Value)) problems.Add(tag.Start, $"'{tag.Value}' is in tags twice");
            else if (binding.Window is { } window && !window.GroupBy.Contains(tag.Value)) FailUngrouped(tag, 0, $"the tag '{tag.Value}'", window);
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
        problems.AddInside(scalar, offset, $"{what} is not known to a window whose group_by {groups}", Spelling.Nearest(scalar.Value, window.GroupBy));
    }

    private void FailField(YamlScalar scalar, int offset, string path, string[] known) =>
        problems.AddInside(scalar, offset, $"there is no field '{path}': decode text gives {string.Join(", ", known)}", Spelling.Nearest(path, known));

    private static IEnumerable<YamlScalar> Scalars(YamlNode? node) => node switch
    {
        YamlScalar scalar => [scalar],
        YamlSequence list => list.Items.OfType<YamlScalar>(),
        _ => [],
    };
}
