using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Configuration.Joining;

namespace EventEdge.FunctionDispatcher.Lookups;

/// <summary>How the fields of a lookup are called.</summary>
internal static class LookupNames
{
    // Most of a value that a reason shows, in UTF-16 units.
    private const int ShownLimit = 64;

    /// <summary>The field of a column.</summary>
    public static string Path(string lookup, string column) => $"{lookup}.{column}";

    /// <summary>Whether a field comes from a lookup.</summary>
    public static bool IsOf(string lookup, string path) =>
        path.Length > lookup.Length && path[lookup.Length] == '.' && path.StartsWith(lookup, StringComparison.Ordinal);

    /// <summary>Which of a binding's lookups a field comes from; null for none.</summary>
    public static string? Of(IReadOnlyDictionary<string, LookupConfig>? lookups, string path) =>
        lookups?.Keys.FirstOrDefault(name => IsOf(name, path));

    /// <summary>Why an event is given up to which no row belongs.</summary>
    public static string NotThere(string name, LookupConfig config, EdgeEvent target, int[] keySlots)
    {
        var key = config.KeyFields.Select((field, i) => $"{field} {Shown(target.At(keySlots[i]))}");
        return $"lookup {name}: there is no row for {string.Join(", ", key)}";
    }

    private static string Shown(in FieldValue value)
    {
        if (!value.Exists) return "(none)";
        var text = value.ToString();
        return $"'{VisibleText.Of(text.Length > ShownLimit ? $"{text[..ShownLimit]}…" : text)}'";
    }
}
