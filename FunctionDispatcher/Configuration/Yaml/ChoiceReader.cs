using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration.Yaml;

/// <summary>Reads records of which the file says which one they are.</summary>
internal sealed class ChoiceReader(ProblemList problems, SourceMap map, RecordReader records)
{
    /// <summary>Reads the record that is chosen; null after telling the problem when none is, or not rightly.</summary>
    public object? Read(ChoiceShape shape, string key, YamlNode node, string what) =>
        shape.IsByWord ? ReadByWord(shape, key, node, what) : ReadByKey(shape, node, what);

    private object? ReadByKey(ChoiceShape shape, YamlNode node, string what)
    {
        if (node is not YamlMapping mapping)
            return records.Fail(
                node, $"{what} must be a mapping with {RecordReader.Sentence(shape.Keys)}, not {RecordReader.Describe(node)}");
        var chosen = Choose(shape, mapping, what);
        var record = chosen is null ? null : records.Create(chosen.Shape, mapping);
        foreach (var entry in mapping.Entries) ReadEntry(shape, chosen, record, mapping, entry);
        if (chosen is null) return null;
        records.CheckWhole(chosen.Shape, mapping, what);
        return map.FindEntry(record, chosen.Key!.Property.Name) is null ? null : record;
    }

    private Variant? Choose(ChoiceShape shape, YamlMapping mapping, string what)
    {
        var given = mapping.Entries.Where(e => shape.Named(e.Key.Value) is not null).ToList();
        if (given.Count > 1)
            problems.Add(
                given[1].Key.Start, $"{what} has more than one {shape.What}: {RecordReader.Sentence(given.Select(e => e.Key.Value))}");
        if (given.Count > 0) return shape.Named(given[0].Key.Value);
        // A key that was misspelt has been told already.
        if (mapping.Entries.All(e => shape.Find(e.Key.Value) is not null))
            problems.Add(mapping.Start, $"{what} needs a {shape.What}: {RecordReader.Sentence(shape.Names, "or")}");
        return null;
    }

    private void ReadEntry(ChoiceShape shape, Variant? chosen, object? record, YamlMapping mapping, YamlEntry entry)
    {
        var key = entry.Key.Value;
        if (shape.Find(key) is not { } known)
        {
            records.FailUnknown(entry.Key, shape.Keys);
            return;
        }

        var own = chosen?.Shape.Find(key);
        if (records.ReadValue(own ?? known, entry.Value) is not { } value) return;
        if (own is not null) records.Set(record!, own, value, entry);
        else CheckOwner(shape, mapping, entry.Key);
    }

    private void CheckOwner(ChoiceShape shape, YamlMapping mapping, YamlScalar key)
    {
        var owners = shape.OwnersOf(key.Value);
        if (owners.Count == shape.Variants.Count || owners.Any(o => mapping.Find(o) is not null)) return;
        problems.Add(key.Start, $"'{key.Value}' belongs to {string.Join(" and ", owners.Select(o => $"'{o}'"))}");
    }

    private object? ReadByWord(ChoiceShape shape, string key, YamlNode node, string what)
    {
        if (node is YamlScalar word)
            return records.ReadWord(key, [.. shape.Names], word) is { } name ? ReadBare(shape.Named(name)!, word) : null;
        if (node is not YamlMapping { Entries: [var (named, settings)] })
            return records.Fail(node,
                $"{what} must be the name of a {shape.What}, or a mapping of one name to its settings, not {RecordReader.Describe(node)}");
        if (shape.Named(named.Value) is { } chosen) return records.ReadRecord(chosen.Shape, settings, $"'{named.Value}'");
        records.FailUnknown(named, shape.Names);
        return null;
    }

    private object? ReadBare(Variant chosen, YamlScalar word)
    {
        var mapping = new YamlMapping(word.Start, []);
        var record = records.Create(chosen.Shape, mapping);
        return records.CheckWhole(chosen.Shape, mapping, $"'{chosen.Name}'") ? record : null;
    }
}
