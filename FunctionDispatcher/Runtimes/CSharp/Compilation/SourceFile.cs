using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

/// <summary>A function's source, with the directives in front of it (<c>#:package Name@1.2.3</c>).</summary>
/// <param name="Path">The file, as problems name it.</param>
/// <param name="Text">Its text.</param>
/// <param name="Content">Hash of its bytes.</param>
internal sealed record SourceFile(string Path, string Text, string Content)
{
    private const string Mark = "#:";

    /// <summary>The packages it asks for, with the line of each.</summary>
    public IReadOnlyList<(PackageName Package, int Line)> Packages =>
        [.. Directives().Where(d => d.Package is not null).Select(d => (d.Package!, d.Line))];

    /// <summary>Directives that mean nothing here: what they ask for would silently be missing.</summary>
    public IEnumerable<ConfigProblem> Problems => Directives().Where(d => d.Package is null)
        .Select(d => ProblemAt(d.Line, 1, "only '#:package Name@Version' is understood here, with the version written out"));

    /// <summary>A problem at a place of the source.</summary>
    public ConfigProblem ProblemAt(int line, int column, string message) =>
        new(Path, line, column, message) { SourceLine = new SourceText(Text).Line(line) };

    private IEnumerable<(PackageName? Package, int Line)> Directives()
    {
        var line = 0;
        foreach (var text in Text.Split('\n'))
        {
            line++;
            if (!text.StartsWith(Mark, StringComparison.Ordinal)) continue;
            yield return (PackageName.Parse(text[Mark.Length..].Trim()), line);
        }
    }
}
