using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration.Yaml;

/// <summary>Where each value of the config records stands in the file. Only what was read without a problem is here.</summary>
internal sealed class SourceMap
{
    private readonly Dictionary<object, Dictionary<string, YamlEntry>> _entries = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, YamlMapping> _mappings = new(ReferenceEqualityComparer.Instance);

    public void Add(object owner, YamlMapping mapping)
    {
        _mappings.Add(owner, mapping);
        _entries.Add(owner, []);
    }

    public void Add(object owner, string property, YamlEntry entry) => _entries[owner].Add(property, entry);

    /// <summary>The value given for a property; null when it was not given, or not rightly.</summary>
    public YamlNode? Find(object? owner, string property) => FindEntry(owner, property)?.Value;

    public YamlEntry? FindEntry(object? owner, string property) =>
        owner is not null && _entries.TryGetValue(owner, out var entries) ? entries.GetValueOrDefault(property) : null;

    /// <summary>The value of the key that chose a record among others: of <c>on: { binding: a }</c>, the single value inside.</summary>
    public YamlNode? FindChosen(object record, string name)
    {
        var node = RecordShape.Of(record.GetType()).Find(name) is { } key ? Find(record, key.Property.Name) : null;
        while (node is YamlMapping { Entries: [{ } only] }) node = only.Value;
        return node;
    }

    public YamlMapping? Find(object owner) => _mappings.GetValueOrDefault(owner);
}
