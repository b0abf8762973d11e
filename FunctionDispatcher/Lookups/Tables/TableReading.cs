using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Lookups.Tables;

/// <summary>What reading a table came to.</summary>
internal sealed record TableReading
{
    /// <summary>The table; null where there is any problem.</summary>
    public LookupTable? Table { get; init; }

    /// <summary>What does not go with the declaration, each at the key of the lookup that it is about.</summary>
    public IReadOnlyList<TableProblem> Problems { get; init; } = [];

    /// <summary>What is wrong inside the file, with its place there.</summary>
    public IReadOnlyList<ConfigProblem> Inside { get; init; } = [];

    /// <summary>The files to watch, each with the hash of what was read of it; empty where it is not there.</summary>
    public required IReadOnlyList<(string File, string Content)> Files { get; init; }
}

/// <summary>A problem of a lookup's declaration that only its table could tell.</summary>
/// <param name="Property">The property of the config record that it is about.</param>
/// <param name="Item">The item of a list; null for the whole value.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="Suggestion">What was perhaps meant.</param>
internal sealed record TableProblem(string Property, string? Item, string Message, string? Suggestion = null);
