using EventEdge.FunctionDispatcher.Expressions;
using YamlDotNet.Core;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>
/// YAML to config records, by their shapes. Tells every problem and reads on: what is good is set, what is not keeps its default, and
/// <see cref="SourceMap"/> knows which is which.
/// </summary>
internal sealed class RecordReader(ProblemList problems, SourceMap map)
{
    private readonly ScalarReader _scalars = new(problems);

    public T? Read<T>(YamlNode node, string what)
        where T : class => (T?)ReadRecord(RecordShape.Of(typeof(T)), node, what);

    private object? ReadRecord(RecordShape shape, YamlNode node, string what)
    {
        if (node is YamlScalar { IsNull: false } single && shape.ShortForm is { } key) node = Unfold(single, key);
        if (node is not YamlMapping mapping) return Fail(node, $"{what} must be a mapping with {Sentence(shape.Keys)}, not {Describe(node)}");
        var record = Activator.CreateInstance(shape.Type)!;
        map.Add(record, mapping);
        foreach (var entry in mapping.Entries) ReadEntry(shape, record, entry);
        foreach (var missing in shape.Properties.Where(p => p.IsRequired && mapping.Find(p.Key) is null)) FailMissing(mapping, missing, what);
        if (shape.ExactlyOne is { } rule) CheckExactlyOne(shape, rule, mapping, what);
        return record;
    }

    private static YamlMapping Unfold(YamlScalar single, string key) =>
        new(single.Start, [new(new(single.Start, key, ScalarStyle.Plain), single)]);

    private void ReadEntry(RecordShape shape, object record, YamlEntry entry)
    {
        var key = entry.Key.Value;
        if (shape.Find(key) is not { } property)
        {
            FailUnknown(shape, entry.Key);
            return;
        }

        if (ReadValue(property, entry.Value) is not { } value) return;
        property.Property.SetValue(record, value);
        map.Add(record, property.Property.Name, entry);
    }

    private object? ReadValue(PropertyShape property, YamlNode node)
    {
        if (property.ItemType is { } item) return ReadList(property, item, node);
        if (property.Type == typeof(IReadOnlyDictionary<string, object?>)) return ReadSettings(property, node);
        return ReadOne(property, property.Type, node);
    }

    private object? ReadOne(PropertyShape property, Type type, YamlNode node)
    {
        var what = property.ItemType is null ? $"'{property.Key}'" : $"an item of '{property.Key}'";
        if (RecordShape.IsRecord(type)) return ReadRecord(RecordShape.Of(type), node, what);
        return node is YamlScalar scalar ? _scalars.Read(property, type, scalar) : Fail(node, $"'{property.Key}' must be a single value, not {Describe(node)}");
    }

    private Array? ReadList(PropertyShape property, Type item, YamlNode node)
    {
        if (property.IsWords && node is YamlScalar { IsNull: false } text) return _scalars.ReadWords(property, text);
        if (node is not YamlSequence list)
        {
            var suggestion = node is YamlScalar { IsNull: false } one ? $"[{one.Value}]" : null;
            return (Array?)Fail(node, $"'{property.Key}' must be a list, not {Describe(node)}", suggestion);
        }

        var values = list.Items.Select(i => ReadOne(property, item, i)).Where(v => v is not null).ToArray();
        var array = Array.CreateInstance(item, values.Length);
        values.CopyTo(array, 0);
        return array;
    }

    private Dictionary<string, object?>? ReadSettings(PropertyShape property, YamlNode node)
    {
        if (node is not YamlMapping mapping) return (Dictionary<string, object?>?)Fail(node, $"'{property.Key}' must be a mapping, not {Describe(node)}");
        var settings = new Dictionary<string, object?>(StringComparer.Ordinal);
        Flatten(mapping, string.Empty, settings);
        return settings;
    }

    private void Flatten(YamlMapping mapping, string prefix, Dictionary<string, object?> settings)
    {
        foreach (var (key, value) in mapping.Entries)
        {
            if (value is YamlMapping inner) Flatten(inner, $"{prefix}{key.Value}.", settings);
            else if (!settings.TryAdd(prefix + key.Value, ReadFree(value))) problems.Add(key.Start, $"'{prefix}{key.Value}' is given twice");
        }
    }

    private object? ReadFree(YamlNode node)
    {
        if (node is YamlScalar scalar) return ScalarReader.ReadFree(scalar);
        if (node is YamlSequence list) return list.Items.Select(ReadFree).ToArray();
        return Fail(node, "a list of settings holds single values or lists, not mappings");
    }

    private void CheckExactlyOne(RecordShape shape, ExactlyOneAttribute rule, YamlMapping mapping, string what)
    {
        var given = mapping.Entries.Where(e => rule.Keys.Contains(e.Key.Value)).ToList();
        if (given.Count == 1) return;
        if (given.Count == 0)
        {
            // A key that was misspelt, or is for another version, has been told already.
            if (mapping.Entries.Any(e => shape.Find(e.Key.Value) is null)) return;
            problems.Add(mapping.Start, $"{what} needs a {rule.What}: {Sentence(rule.Keys, "or")}");
            return;
        }

        problems.Add(given[1].Key.Start, $"{what} has more than one {rule.What}: {Sentence(given.Select(e => e.Key.Value))}");
    }

    private void FailUnknown(RecordShape shape, YamlScalar key)
    {
        if (shape.NotInThisVersion.Contains(key.Value))
        {
            var there = shape.ExactlyOne?.Keys ?? [.. shape.Keys];
            problems.Add(key.Start, $"'{key.Value}' is not in this version; there is {Sentence(there)}");
            return;
        }

        problems.Add(key.Start, $"unknown key '{key.Value}'; there is {Sentence(shape.Keys)}", Spelling.Nearest(key.Value, shape.Keys));
    }

    private void FailMissing(YamlMapping mapping, PropertyShape property, string what) =>
        problems.Add(mapping.Start, $"{what} needs '{property.Key}'");

    private object? Fail(YamlNode node, string message, string? suggestion = null)
    {
        problems.Add(node.Start, message, suggestion);
        return null;
    }

    private static string Describe(YamlNode node) => node switch
    {
        YamlSequence => "a list",
        YamlMapping => "a mapping",
        YamlScalar { IsNull: true } => "nothing",
        _ => "a single value",
    };

    private static string Sentence(IEnumerable<string> keys, string word = "and")
    {
        var all = keys.ToList();
        return all.Count == 1 ? all[0] : $"{string.Join(", ", all[..^1])} {word} {all[^1]}";
    }
}
