using System.Collections;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Expressions;
using YamlDotNet.Core;

namespace EventEdge.FunctionDispatcher.Configuration.Yaml;

/// <summary>
/// YAML to config records, by their shapes. Tells every problem and reads on: what is good is set, what is not keeps its default, and
/// <see cref="SourceMap"/> knows which is which.
/// </summary>
internal sealed class RecordReader
{
    private readonly ProblemList _problems;
    private readonly SourceMap _map;
    private readonly ConfigVariants _variants;
    private readonly ScalarReader _scalars;
    private readonly ChoiceReader _choices;

    public RecordReader(ProblemList problems, SourceMap map, ConfigVariants? variants = null)
    {
        (_problems, _map, _variants) = (problems, map, variants ?? ConfigVariants.None);
        _scalars = new ScalarReader(problems);
        _choices = new ChoiceReader(problems, map, this);
    }

    public T? Read<T>(YamlNode node, string what)
        where T : class => (T?)ReadRecord(RecordShape.Of(typeof(T)), node, what);

    /// <summary>An empty record whose keys stand in a mapping.</summary>
    public object Create(RecordShape shape, YamlMapping mapping)
    {
        var record = Activator.CreateInstance(shape.Type)!;
        _map.Add(record, mapping);
        return record;
    }

    /// <summary>Puts a value in that was read.</summary>
    public void Set(object record, PropertyShape property, object value, YamlEntry entry)
    {
        property.Property.SetValue(record, value);
        _map.Add(record, property.Property.Name, entry);
    }

    /// <summary>Tells what a mapping lacks; false when it lacks anything.</summary>
    public bool CheckWhole(RecordShape shape, YamlMapping mapping, string what)
    {
        var missing = shape.Properties.Where(p => p.IsRequired && mapping.Find(p.Key) is null).ToList();
        foreach (var property in missing) _problems.Add(mapping.Start, $"{what} needs '{property.Key}'");
        if (shape.ExactlyOne is { } rule) CheckExactlyOne(shape, rule, mapping, what);
        return missing.Count == 0;
    }

    /// <summary>One of several words; null after telling the problem.</summary>
    public string? ReadWord(string key, string[] words, YamlScalar scalar) => _scalars.ReadWord(key, words, scalar);

    /// <summary>A record from a mapping, or from a single value where it has a short form; null after telling the problem.</summary>
    public object? ReadRecord(RecordShape shape, YamlNode node, string what)
    {
        if (node is YamlScalar { IsNull: false } single && shape.ShortForm is { } key) node = Unfold(single, key);
        if (node is not YamlMapping mapping)
            return Fail(node, $"{what} must be a mapping with {Sentence(shape.Keys)}, not {Describe(node)}");
        var record = Create(shape, mapping);
        foreach (var entry in mapping.Entries) ReadEntry(shape, record, entry);
        CheckWhole(shape, mapping, what);
        return record;
    }

    private static YamlMapping Unfold(YamlScalar single, string key) =>
        new(single.Start, [new(new(single.Start, key, ScalarStyle.Plain), single)]);

    private void ReadEntry(RecordShape shape, object record, YamlEntry entry)
    {
        var key = entry.Key.Value;
        if (shape.Find(key) is not { } property)
        {
            FailUnknown(entry.Key, shape.Keys);
            return;
        }

        if (ReadValue(property, entry.Value) is { } value) Set(record, property, value, entry);
    }

    /// <summary>The value of a key; null after telling the problem.</summary>
    public object? ReadValue(PropertyShape property, YamlNode node)
    {
        if (property.ItemType is { } item) return ReadList(property, item, node);
        if (property.EntryType is { } entry) return ReadNamed(property, entry, node);
        if (property.Type == typeof(IReadOnlyDictionary<string, object?>)) return ReadSettings(property, node);
        return ReadOne(property, property.Type, node);
    }

    private object? ReadOne(PropertyShape property, Type type, YamlNode node)
    {
        var what = property.ItemType is null ? $"'{property.Key}'" : $"an item of '{property.Key}'";
        if (RecordShape.IsChoice(type)) return _choices.Read(_variants.Of(type), property.Key, node, what);
        if (RecordShape.IsRecord(type)) return ReadRecord(RecordShape.Of(type), node, what);
        return node is YamlScalar scalar ? _scalars.Read(property, type, scalar) : Fail(
            node, $"'{property.Key}' must be a single value, not {Describe(node)}");
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

    // In the order of the file.
    private IDictionary? ReadNamed(PropertyShape property, Type type, YamlNode node)
    {
        if (node is not YamlMapping mapping)
            return (IDictionary?)Fail(node, $"'{property.Key}' must be a mapping, not {Describe(node)}");
        var named = (IDictionary)Activator.CreateInstance(typeof(OrderedDictionary<,>).MakeGenericType(typeof(string), type))!;
        foreach (var (key, value) in mapping.Entries)
        {
            if (ReadNamed(property, type, key.Value, value) is { } entry) named.Add(key.Value, entry);
        }

        return named;
    }

    private object? ReadNamed(PropertyShape property, Type type, string name, YamlNode node)
    {
        if (RecordShape.IsChoice(type)) return _choices.Read(_variants.Of(type), name, node, $"'{name}'");
        if (type != typeof(string)) return ReadRecord(RecordShape.Of(type), node, $"'{name}'");
        return node is YamlScalar { IsNull: false } scalar ? scalar.Value : Fail(
            node, $"'{name}' of '{property.Key}' must be a single value, not {Describe(node)}");
    }

    private Dictionary<string, object?>? ReadSettings(PropertyShape property, YamlNode node)
    {
        if (node is not YamlMapping mapping)
            return (Dictionary<string, object?>?)Fail(node, $"'{property.Key}' must be a mapping, not {Describe(node)}");
        var settings = new Dictionary<string, object?>(StringComparer.Ordinal);
        Flatten(mapping, string.Empty, settings);
        return settings;
    }

    private void Flatten(YamlMapping mapping, string prefix, Dictionary<string, object?> settings)
    {
        foreach (var (key, value) in mapping.Entries)
        {
            if (value is YamlMapping inner) Flatten(inner, $"{prefix}{key.Value}.", settings);
            else if (!settings.TryAdd(prefix + key.Value, ReadFree(value)))
                _problems.Add(key.Start, $"'{prefix}{key.Value}' is given twice");
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
            _problems.Add(mapping.Start, $"{what} needs a {rule.What}: {Sentence(rule.Keys, "or")}");
            return;
        }

        _problems.Add(given[1].Key.Start, $"{what} has more than one {rule.What}: {Sentence(given.Select(e => e.Key.Value))}");
    }

    /// <summary>Tells that there is no such key.</summary>
    public void FailUnknown(YamlScalar key, IEnumerable<string> keys) =>
        _problems.Add(key.Start, $"unknown key '{key.Value}'; there is {Sentence(keys)}", Spelling.Nearest(key.Value, keys));

    /// <summary>Tells a problem and gives nothing.</summary>
    public object? Fail(YamlNode node, string message, string? suggestion = null)
    {
        _problems.Add(node.Start, message, suggestion);
        return null;
    }

    /// <summary>What a node is, in words.</summary>
    public static string Describe(YamlNode node) => node switch
    {
        YamlSequence => "a list",
        YamlMapping => "a mapping",
        YamlScalar { IsNull: true } => "nothing",
        _ => "a single value",
    };

    /// <summary>Keys as an enumeration in words.</summary>
    public static string Sentence(IEnumerable<string> keys, string word = "and") => keys.ToList() switch
    {
        [] => "none",
        [var one] => one,
        var all => $"{string.Join(", ", all[..^1])} {word} {all[^1]}",
    };
}
