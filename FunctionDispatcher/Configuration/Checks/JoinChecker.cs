using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Lookups;
using EventEdge.FunctionDispatcher.Runtimes.Builtin;
using EventEdge.FunctionDispatcher.Triggers.Http;

namespace EventEdge.FunctionDispatcher.Configuration.Checks;

/// <summary>Joins: whether the other binding is there and can be joined with, and what goes with a join and what does not.</summary>
internal sealed class JoinChecker(ProblemList problems, SourceMap map, EventEdgeComponents components, bool checksFunctions)
{
    public void Check(BindingsConfig config)
    {
        foreach (var binding in config.Bindings.Where(b => b.Join is not null && b.Trigger is not null))
        {
            var join = binding.Join!;
            CheckWith(config, binding, join);
            CheckOn(join);
            CheckAlias(binding, join);
            CheckExpressions(binding, join);
            CheckSurroundings(binding, join);
            if (checksFunctions && binding.Function is not null) CheckFunction(binding);
        }
    }

    private void CheckWith(BindingsConfig config, BindingConfig binding, JoinConfig join)
    {
        if (map.Find(join, nameof(join.With)) is not { } place) return;
        var other = config.Bindings.FirstOrDefault(b => b.Name == join.With);
        if (other is null)
        {
            var names = config.Bindings.Select(b => b.Name).Where(name => name is not null && name != binding.Name);
            problems.Add(place.Start, $"there is no binding '{join.With}' in this file", Spelling.Nearest(join.With, names));
        }
        else if (other == binding) problems.Add(place.Start, "a binding cannot be joined with itself");
        else if (join.With == binding.Trigger.Upstream)
            problems.Add(place.Start, $"it runs on the results of '{join.With}' already: each would belong to itself");
        else
        {
            CheckOrder(config, binding, other, place);
            CheckKey(join, other);
        }
    }

    // A function outside the process answers when it likes, and a replay would meet another order of both sides.
    private void CheckOrder(BindingsConfig config, BindingConfig binding, BindingConfig other, YamlNode place)
    {
        var seen = new HashSet<BindingConfig>(ReferenceEqualityComparer.Instance) { binding };
        for (var left = new Queue<BindingConfig?>([other, Named(config, binding.Trigger.Upstream)]); left.TryDequeue(out var each);)
        {
            if (each?.Trigger is null || !seen.Add(each)) continue;
            if (each.Function is { } function && components.Runtimes.Find(function.Runtime) is { IsInProcess: false })
            {
                problems.Add(
                    place.Start, $"the function of '{each.Name}' runs outside the node's process, and answers in no order that could be "
                    + "repeated: publish its results with emit.mqtt, and join a binding of that topic");
                return;
            }

            left.Enqueue(Named(config, each.Trigger.Upstream));
            left.Enqueue(Named(config, each.Join?.With));
        }
    }

    private static BindingConfig? Named(BindingsConfig config, string? name) => config.Bindings.FirstOrDefault(b => b.Name == name);

    // Results of windows have the tags of their key, and what the function makes.
    private void CheckKey(JoinConfig join, BindingConfig other)
    {
        if (other.Window is null || other.Emit is null || other.Trigger is null) return;
        var tags = BindingKey.TagNames(other);
        foreach (var item in Scalars(map.Find(join, nameof(join.On))).Where(item => !tags.Contains(item.Value)))
        {
            var given = tags.Count == 0 ? "no tags" : $"the tags {string.Join(", ", tags)}";
            problems.Add(
                item.Start, $"results of '{other.Name}' have {given}, and no field '{item.Value}' of its events",
                Spelling.Nearest(item.Value, tags));
        }
    }

    private void CheckOn(JoinConfig join)
    {
        if (map.FindEntry(join, nameof(join.On)) is not { } on) return;
        if (join.On.Count == 0) problems.Add(on.Value.Start, "'on' is empty: name the fields that are the same on both sides");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in Scalars(on.Value).Where(item => !seen.Add(item.Value)))
            problems.Add(item.Start, $"'{item.Value}' is in 'on' twice");
        if (map.Find(join, nameof(join.Fields)) is YamlSequence { Items.Count: 0 } fields)
            problems.Add(fields.Start, "'fields' is empty");
    }

    private void CheckAlias(BindingConfig binding, JoinConfig join)
    {
        var place = map.Find(join, nameof(join.As)) ?? map.Find(join, nameof(join.With));
        if (place is not null && binding.Lookup?.ContainsKey(join.Alias) == true)
            problems.Add(place.Start, $"'{join.Alias}' is a lookup of the binding: call the fields of the join otherwise with 'as'");
        foreach (var property in new[] { nameof(binding.Fields), nameof(binding.Set) })
        {
            foreach (var (key, _) in (map.Find(binding, property) as YamlMapping)?.Entries ?? [])
            {
                if (LookupNames.IsOf(join.Alias, key.Value))
                    problems.Add(key.Start, $"'{key.Value}' is a field of the join: choose another name");
            }
        }
    }

    private void CheckExpressions(BindingConfig binding, JoinConfig join)
    {
        if (map.Find(binding, nameof(binding.Where)) is YamlScalar own
            && WhereExpression.TryParse(own.Value, binding.TextFields, out var before, out _))
        {
            foreach (var path in before.FieldPaths.Where(path => LookupNames.IsOf(join.Alias, path)))
                problems.AddInside(own, before.OffsetOf(path), $"'{path}' is known after the join only: write it under join.where");
        }

        foreach (var (name, text) in binding.Set ?? new Dictionary<string, string>())
        {
            if ((map.Find(binding, nameof(binding.Set)) as YamlMapping)?.Find(name)?.Value is not YamlScalar scalar) continue;
            if (!ValueExpression.TryParse(text, binding.TextFields, out var computed, out _)) continue;
            foreach (var path in computed.FieldPaths.Where(path => LookupNames.IsOf(join.Alias, path)))
                problems.AddInside(scalar, computed.OffsetOf(path), $"'{path}' is known after the join only: write it under join.set");
        }

        if (map.Find(join, nameof(join.Where)) is YamlScalar where
            && !WhereExpression.TryParse(where.Value, binding.TextFields, out _, out var error))
            problems.AddInside(where, error.Offset, $"where: {error.Message}", error.Suggestion);
        foreach (var (name, text) in join.Set ?? new Dictionary<string, string>())
        {
            if ((map.Find(join, nameof(join.Set)) as YamlMapping)?.Find(name)?.Value is not YamlScalar scalar) continue;
            if (!ValueExpression.TryParse(text, binding.TextFields, out _, out var wrong))
                problems.AddInside(scalar, wrong.Offset, $"{name}: {wrong.Message}", wrong.Suggestion);
        }
    }

    private void CheckSurroundings(BindingConfig binding, JoinConfig join)
    {
        if (map.FindEntry(binding, nameof(binding.Window)) is { } window)
            problems.Add(window.Key.Start, "a binding has a 'join' or a 'window': let one with the window run on this one's results");
        if (binding.Trigger is HttpTriggerConfig && map.FindEntry(binding, nameof(binding.Join)) is { } entry)
            problems.Add(entry.Key.Start, "a request is answered at once, and a join waits for what may still come");
        if (binding.EventTime.FieldNames.Count > 0 || binding.Trigger.TimeField is not null) return;
        if (map.Find(join, nameof(join.Within)) is { } within)
        {
            problems.Warn(
                within.Start, "without event_time.field the event's time is that of its receipt, and so is what lies within "
                + Quantity.Format(join.Within));
        }
    }

    private void CheckFunction(BindingConfig binding)
    {
        var function = binding.Function;
        var runtime = components.Runtimes.Find(function.Runtime);
        var key = runtime is null ? null : RecordShape.Of(function.GetType()).Find(runtime.Name)?.Property.Name;
        if (key is null || map.Find(function, key) is not { } place) return;
        if (runtime is { IsInProcess: false })
            problems.Add(place.Start, "a joined event is not handed out of the process: let another binding run it 'on' this one");
        if (function is not BuiltinFunctionConfig { Builtin: var name } || components.Functions.Find(name) is null) return;
        if (components.Functions.Problems(name, function.With, hasWindow: false).Any()) return;
        if (components.Functions.Create(name, function.With, hasWindow: false) is IEventFunction) return;
        var message = $"{name} cannot be called for a joined event: use pass, and let another binding run it 'on' this one";
        problems.Add(place.Start, message);
    }

    private static IEnumerable<YamlScalar> Scalars(YamlNode? node) => node switch
    {
        YamlScalar scalar => [scalar],
        YamlSequence list => list.Items.OfType<YamlScalar>(),
        _ => [],
    };
}
