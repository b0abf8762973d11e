using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Lookups;
using EventEdge.FunctionDispatcher.Lookups.Tables;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>Declared lookups become those of a running binding.</summary>
internal static class LookupFactory
{
    /// <summary>Makes them, in the order of the file; their fields take their slots.</summary>
    /// <param name="config">The binding.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="sources">Where tables can come from.</param>
    /// <param name="fileOf">The full path of a file that is declared relative to the bindings file.</param>
    /// <exception cref="ArgumentException">A table cannot be read; the message says why in one sentence.</exception>
    public static OrderedDictionary<string, ILookup> Create(
        BindingConfig config, EventLayout layout, ComponentSet<ILookupSource> sources, Func<string, string> fileOf)
    {
        var lookups = new OrderedDictionary<string, ILookup>(StringComparer.Ordinal);
        foreach (var (name, lookup) in config.Lookup ?? new Dictionary<string, LookupConfig>())
        {
            if (sources.Find(lookup.Source) is not ITableSource source)
                throw new ArgumentException($"lookup {name}: there is no source '{lookup.Source}'", nameof(config));
            lookups.Add(name, new TableLookup(name, lookup, TableOf(name, lookup, source, fileOf), layout));
        }

        return lookups;
    }

    // One that was not read with the bindings file is read now.
    private static LookupTable TableOf(string name, LookupConfig config, ITableSource source, Func<string, string> fileOf)
    {
        try
        {
            if (config.Content is { } content) return LookupTable.Of(content);
        }
        catch (InvalidDataException error)
        {
            throw new ArgumentException($"lookup {name}: {error.Message}", nameof(config), error);
        }

        var reading = source.Read(config, fileOf);
        var problem = reading.Problems.Select(p => p.Message).Concat(reading.Inside.Select(p => p.ToString())).FirstOrDefault();
        return reading.Table ?? throw new ArgumentException($"lookup {name}: {problem}", nameof(config));
    }
}
