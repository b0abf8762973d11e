using System.Text.RegularExpressions;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

/// <summary>A package at one version.</summary>
internal sealed partial record PackageName(string Name, string Version)
{
    /// <summary>Reads <c>package Name@1.2.3</c>; null when it is anything else.</summary>
    public static PackageName? Parse(string directive) =>
        Form().Match(directive) is { Success: true } match ? new(match.Groups[1].Value, match.Groups[2].Value) : null;

    /// <inheritdoc />
    public override string ToString() => $"{Name}@{Version}";

    // Names become folders: nothing that leads out of one.
    [GeneratedRegex(@"\Apackage\s+([A-Za-z0-9_][A-Za-z0-9_.-]*)@([0-9][A-Za-z0-9.+-]*)\z")]
    private static partial Regex Form();
}
