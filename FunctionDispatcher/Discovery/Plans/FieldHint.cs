using EventEdge.FunctionDispatcher.Discovery.Fields;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Plans;

/// <summary>What is known of fields of a family of devices.</summary>
/// <param name="Pattern">Their paths, in which <c>*</c> stands for any text.</param>
/// <param name="Role">What they are to a binding; null where their values and names have to say it.</param>
/// <param name="Unit">Their unit; null where they have none, or several.</param>
internal sealed record FieldHint(string Pattern, FieldRole? Role, string? Unit = null)
{
    /// <summary>How the field is declared beside its unit, such as its scale; null where there is nothing to be said.</summary>
    public FlowMap? Declared { get; init; }

    /// <summary>
    /// What the field is called instead of its path, in which <c>*</c> stands for what it stands for in the pattern. Null: its path.
    /// </summary>
    public string? Alias { get; init; }

    /// <summary>Whether a field is meant.</summary>
    public bool Matches(string path) => Matches(Pattern, path);

    /// <summary>What a field that is meant is called.</summary>
    public string NameOf(string path)
    {
        if (Alias is null) return path;
        var star = Pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0) return Alias;
        var after = Pattern.Length - star - 1;
        return Alias.Replace("*", path[star..(path.Length - after)], StringComparison.Ordinal);
    }

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> path)
    {
        var star = pattern.IndexOf('*');
        if (star < 0) return path.SequenceEqual(pattern);
        if (!path.StartsWith(pattern[..star])) return false;
        var rest = pattern[(star + 1)..];
        for (var from = star; from <= path.Length; from++)
        {
            if (Matches(rest, path[from..])) return true;
        }

        return false;
    }
}
