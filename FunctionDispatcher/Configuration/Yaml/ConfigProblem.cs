using System.Text;

namespace EventEdge.FunctionDispatcher.Configuration.Yaml;

/// <summary>One thing that is wrong in a configuration file, or, as a warning, hardly meant so.</summary>
/// <param name="File">The file's name, as given.</param>
/// <param name="Line">The line, from 1; 0 when the file could not be read at all.</param>
/// <param name="Column">The column, from 1; 0 when the file could not be read at all.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="Suggestion">What was perhaps meant; null when nothing is near.</param>
public sealed record ConfigProblem(string File, int Line, int Column, string Message, string? Suggestion = null)
{
    /// <summary>Widest source line shown; of longer ones, the part around the column.</summary>
    public const int WidthLimit = 140;

    /// <summary>Whether the file runs all the same.</summary>
    public bool IsWarning { get; init; }

    /// <summary>The offending line; empty when there is none.</summary>
    public string SourceLine { get; init; } = string.Empty;

    /// <summary><c>file:line:column: message</c>, the form editors and terminals can jump to.</summary>
    public override string ToString() =>
        Line == 0 ? $"{File}: {Message}" : $"{File}:{Line}:{Column}: {(IsWarning ? "warning: " : string.Empty)}{Message}";

    /// <summary>
    /// <see cref="ToString"/>, the offending line, a caret under the character, and what was perhaps meant. Lines end with LF.
    /// </summary>
    public string Render()
    {
        var text = new StringBuilder(ToString()).Append('\n');
        if (!string.IsNullOrWhiteSpace(SourceLine)) AppendSource(text);
        if (Suggestion is not null) text.Append("  did you mean ").Append(Suggestion).Append("?\n");
        return text.ToString();
    }

    /// <summary>All problems, rendered in file order with an empty line between.</summary>
    public static string Render(IEnumerable<ConfigProblem> problems) =>
        string.Join('\n', problems.OrderBy(p => p.Line).ThenBy(p => p.Column).Select(p => p.Render()));

    private void AppendSource(StringBuilder text)
    {
        var from = Math.Max(0, Math.Min(Column - (WidthLimit / 2), SourceLine.Length - WidthLimit));
        var shown = SourceLine.AsSpan(from, Math.Min(WidthLimit, SourceLine.Length - from));
        text.Append("  ");
        // A terminal must not obey what a file says; tabs stay, so that the caret lines up.
        foreach (var c in shown) text.Append(char.IsControl(c) && c != '\t' ? '?' : c);
        text.Append("\n  ");
        for (var i = 0; i < Column - 1 - from; i++) text.Append(i < shown.Length && shown[i] == '\t' ? '\t' : ' ');
        text.Append("^\n");
    }
}
