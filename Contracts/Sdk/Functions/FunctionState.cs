using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Functions;

/// <summary>
/// What a function remembers about one key: a few named values. What a call writes is committed with the results of that call, so that a
/// crash neither repeats nor forgets a step; a call that fails leaves it as it was. Valid during the call only.
/// </summary>
public sealed class FunctionState
{
    /// <summary>Most values of a key.</summary>
    public const int CountLimit = 64;

    /// <summary>Most bytes of a key: names and texts by their UTF-16 length, eight for each value.</summary>
    public const int SizeLimit = 4096;

    private const int ValueSize = 8;
    private readonly SortedDictionary<string, FieldValue> _values = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, FieldValue>> _undo = [];
    private int _size;

    /// <summary>Values that are set.</summary>
    public int Count => _values.Count;

    /// <summary>A value; <see cref="FieldValue.Missing"/> when it was never set. Setting it to that removes it.</summary>
    /// <exception cref="InvalidOperationException">The key would hold more than <see cref="CountLimit"/> values or <see cref="SizeLimit"/>
    /// bytes.</exception>
    public FieldValue this[string name]
    {
        get => _values.GetValueOrDefault(name, FieldValue.Missing);
        set
        {
            var size = _size - SizeOf(name, this[name]) + SizeOf(name, value);
            if (size > SizeLimit)
                throw new InvalidOperationException($"the state of a key is limited to {SizeLimit} bytes; '{name}' would make it {size}");
            if (Count == CountLimit && !_values.ContainsKey(name) && IsSet(value))
                throw new InvalidOperationException($"the state of a key is limited to {CountLimit} values; '{name}' would be one more");
            _undo.Add(new(name, this[name]));
            Put(name, value);
        }
    }

    /// <summary>Forgets everything about the key.</summary>
    public void Clear()
    {
        foreach (var name in _values.Keys.ToList()) this[name] = FieldValue.Missing;
    }

    /// <summary>Every value, in ordinal order of the names.</summary>
    internal IReadOnlyCollection<KeyValuePair<string, FieldValue>> Values => _values;

    /// <summary>What was written stays.</summary>
    internal void Commit() => _undo.Clear();

    /// <summary>What was written since the last commit never was.</summary>
    internal void Rollback()
    {
        for (var i = _undo.Count - 1; i >= 0; i--) Put(_undo[i].Key, _undo[i].Value);
        _undo.Clear();
    }

    private void Put(string name, FieldValue value)
    {
        _size += SizeOf(name, value) - SizeOf(name, this[name]);
        if (IsSet(value)) _values[name] = value;
        else _values.Remove(name);
    }

    private static bool IsSet(FieldValue value) => value.Kind != FieldKind.Missing;

    private static int SizeOf(string name, FieldValue value) =>
        IsSet(value) ? (2 * name.Length) + (2 * (value.AsText?.Length ?? 0)) + ValueSize : 0;
}
