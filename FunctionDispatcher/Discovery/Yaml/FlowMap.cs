using System.Collections;

namespace EventEdge.FunctionDispatcher.Discovery.Yaml;

/// <summary>A mapping of a bindings file in its order; keys without a value are left out.</summary>
internal sealed class FlowMap : IEnumerable<KeyValuePair<string, object>>
{
    private readonly List<KeyValuePair<string, object>> _entries = [];

    /// <summary>How many keys there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Adds a key: a text, a number, true or false, a mapping, or a list of these; nothing where there is no value.</summary>
    public void Add(string key, object? value)
    {
        if (value is not null) _entries.Add(new(key, value));
    }

    /// <summary>The value of a key; null where there is none.</summary>
    public object? Find(string key) => _entries.FirstOrDefault(e => e.Key == key).Value;

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    public override string ToString() => FlowText.Of(this);
}
