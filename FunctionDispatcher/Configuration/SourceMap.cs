namespace EventEdge.FunctionDispatcher.Configuration;

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

    public YamlMapping? Find(object owner) => _mappings.GetValueOrDefault(owner);
}
