using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>Guesses what a mistyped name was meant to be.</summary>
internal static class Nearest
{
    /// <summary><c>; did you mean 'x'?</c>, or else the list of names when it is short, or else nothing.</summary>
    public static string Hint(string name, IReadOnlyCollection<string> names)
    {
        if (To(name, names) is { } nearest) return $"; did you mean '{nearest}'?";
        return names.Count is > 0 and <= 12 ? $"; known are {string.Join(", ", names)}" : string.Empty;
    }

    /// <summary>The name that was perhaps meant; the last part of a dotted name stands for the whole.</summary>
    public static string? To(string name, IEnumerable<string> names) =>
        names.FirstOrDefault(known => known.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase)) ?? Spelling.Nearest(name, names);
}
