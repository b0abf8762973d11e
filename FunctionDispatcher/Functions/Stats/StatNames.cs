namespace EventEdge.FunctionDispatcher.Functions.Stats;

/// <summary>The names of the statistics as the bindings file and the output fields spell them.</summary>
internal static class StatNames
{
    /// <summary>All, in the order of <see cref="Stat"/>.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetNames<Stat>().Select(name => name.ToLowerInvariant())];

    /// <summary>The name of one.</summary>
    public static string Of(Stat stat) => All[(int)stat];
}
