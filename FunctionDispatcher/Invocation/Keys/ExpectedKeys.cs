using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Lookups;
using EventEdge.FunctionDispatcher.Lookups.Tables;

namespace EventEdge.FunctionDispatcher.Invocation.Keys;

/// <summary>The keys that a function waits for before their first event: those it names, or those of the rows of a lookup.</summary>
internal sealed class ExpectedKeys
{
    private readonly IExpectingFunction? _function;
    private readonly HashSet<string> _keys;

    private ExpectedKeys(IExpectingFunction? function, IEnumerable<string> keys)
    {
        _function = function;
        All = [.. keys];
        _keys = new(All, StringComparer.Ordinal);
    }

    /// <summary>All of them, as keys of <see cref="KeyEntry"/>.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>Whether any can be expected.</summary>
    public bool IsAny => All.Count > 0 || _function?.ExpectedLookup is not null;

    /// <summary>Those of a function.</summary>
    /// <exception cref="FunctionUnusableException">There are more than the binding may remember, or the lookup has no rows to name
    /// them.</exception>
    public static ExpectedKeys Of(IKeyedFunction function, BindingConfig config, IReadOnlyDictionary<string, ILookup> lookups)
    {
        if (function is not IExpectingFunction expecting) return new(null, []);
        var keys = expecting.ExpectedLookup is { } name ? OfRows(name, config, lookups) : expecting.ExpectedKeys;
        if (keys.Count > config.Limits.Keys)
            throw new FunctionUnusableException($"{keys.Count} keys are expected, and limits.keys allows {config.Limits.Keys}");
        return new(expecting, keys.Select(values => string.Concat(values.Select(value => value + KeyEntry.Divider))));
    }

    /// <summary>Whether a key that was saved is still waited for, or came.</summary>
    public bool Concerns(KeyEntry entry) => _function is null || _function.WasSeen(entry.State) || _keys.Contains(entry.Key);

    // In the order of the tags, by which keys are told apart.
    private static List<string[]> OfRows(string name, BindingConfig config, IReadOnlyDictionary<string, ILookup> lookups)
    {
        if (lookups.GetValueOrDefault(name) is not TableLookup lookup)
            throw new FunctionUnusableException($"'{name}' is no lookup with a table that can be read whole");
        var fields = config.Lookup![name].KeyFields;
        int[] places = [.. BindingKey.TagNames(config).Select(tag => fields.Index().Where(f => f.Item == tag).Select(f => f.Index)
            .DefaultIfEmpty(-1).First())];
        if (Array.IndexOf(places, -1) >= 0 || places.Length != fields.Count)
            throw new FunctionUnusableException($"lookup '{name}' is not found by the tags of the binding");
        return [.. lookup.Table.Rows.Select(row => Array.ConvertAll(places, place => row.Key[place].AsText!))];
    }
}
