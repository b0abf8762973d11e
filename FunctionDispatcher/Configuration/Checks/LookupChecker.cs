using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Fields;
using EventEdge.FunctionDispatcher.Lookups;

namespace EventEdge.FunctionDispatcher.Configuration.Checks;

/// <summary>The lookups of a binding, as far as they can be judged without their tables: names, keys, and the order they need.</summary>
internal sealed class LookupChecker(ProblemList problems, SourceMap map)
{
    /// <summary>Longest name of a lookup.</summary>
    public const int NameLimit = 64;

    public void Check(BindingConfig binding)
    {
        if (binding.Lookup is not { } lookups || binding.Trigger is null) return;
        if (lookups.Count == 0 && map.FindEntry(binding, nameof(binding.Lookup)) is { } empty)
            problems.Add(empty.Key.Start, "'lookup' is empty: name a table");
        foreach (var (name, lookup) in lookups)
        {
            CheckName(binding, name);
            CheckList(lookup, nameof(lookup.Fields));
            if (lookup is KeyedLookupConfig keyed) CheckKey(keyed);
        }

        CheckFields(binding, nameof(binding.Fields));
        CheckFields(binding, nameof(binding.Set));
        CheckOrder(binding, lookups);
    }

    private void CheckName(BindingConfig binding, string name)
    {
        if ((map.Find(binding, nameof(binding.Lookup)) as YamlMapping)?.Find(name) is not { } entry) return;
        var isName = name.Length <= NameLimit && char.IsAsciiLetterLower(name[0])
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
        if (!isName) problems.Add(entry.Key.Start, $"'{name}' is no name for a lookup: [a-z][a-z0-9_]*, at most {NameLimit} characters");
    }

    private void CheckKey(KeyedLookupConfig lookup)
    {
        CheckList(lookup, nameof(lookup.Key));
        CheckList(lookup, nameof(lookup.Columns));
        if (map.FindEntry(lookup, nameof(lookup.Key)) is null || map.FindEntry(lookup, nameof(lookup.Columns)) is not { } columns) return;
        if (lookup.Columns!.Count != lookup.Key.Count)
        {
            var message = $"{lookup.Columns.Count} columns for the {lookup.Key.Count} of 'key': each field needs its own";
            problems.Add(columns.Value.Start, message);
        }
    }

    private void CheckList(LookupConfig lookup, string property)
    {
        if (map.FindEntry(lookup, property) is not { } entry) return;
        var items = entry.Value is YamlSequence list ? [.. list.Items.OfType<YamlScalar>()] : new List<YamlScalar>();
        if (entry.Value is YamlSequence && items.Count == 0) problems.Add(entry.Value.Start, $"'{entry.Key.Value}' is empty");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items.Where(item => !seen.Add(item.Value)))
            problems.Add(item.Start, $"'{item.Value}' is in '{entry.Key.Value}' twice");
    }

    private void CheckFields(BindingConfig binding, string property)
    {
        if (map.Find(binding, property) is not YamlMapping fields) return;
        foreach (var (key, _) in fields.Entries)
        {
            if (LookupNames.Of(binding.Lookup, key.Value) is { } name)
                problems.Add(key.Start, $"'{key.Value}' is a field of lookup {name} already: choose another name");
        }
    }

    private void CheckOrder(BindingConfig binding, IReadOnlyDictionary<string, LookupConfig> lookups)
    {
        var order = ShapeOrder.Of(binding);
        foreach (var (name, lookup) in lookups)
        {
            if (map.Find(lookup, nameof(KeyedLookupConfig.Key)) is not { } place) continue;
            var at = PlaceOf(order, name, isLookup: true);
            foreach (var field in lookup.KeyFields)
            {
                var other = LookupNames.Of(lookups, field);
                var computed = binding.Set?.ContainsKey(field) == true ? PlaceOf(order, field, isLookup: false) : -1;
                if (other is not null && PlaceOf(order, other, isLookup: true) >= at)
                    problems.Add(place.Start, $"lookup {name} needs the row of lookup {other}, which needs that of {name}");
                else if (computed > at)
                    problems.Add(place.Start, $"'{field}' is computed only after '{order[at + 1].Name}', which needs lookup {name}");
            }
        }
    }

    private static int PlaceOf(IReadOnlyList<ShapeStep> order, string name, bool isLookup) =>
        order.Index().First(step => step.Item == new ShapeStep(name, isLookup)).Index;
}
