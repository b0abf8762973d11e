using System.Text.RegularExpressions;

namespace EventEdge.Architecture.Tests;

/// <summary>One C# file, seen with a reader's eye: where it is, what it calls itself, what it mentions.</summary>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>The first folder: a room, <c>tests</c>, <c>bench</c> or <c>samples</c>.</summary>
    public string Room => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.IndexOf('/', StringComparison.Ordinal)] : string.Empty;

    /// <summary>The folder without a trailing slash.</summary>
    public string Folder => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : string.Empty;

    /// <summary>The text with comments and the insides of strings taken out.</summary>
    public string Code { get; } = Strings().Replace(Comments().Replace(Text, string.Empty), "\"\"");

    public int LineCount => Text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    /// <summary>The declared namespace; null in a file of top-level statements.</summary>
    public string? Namespace => NamespaceLine().Match(Code) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>Names of the types declared.</summary>
    public IEnumerable<string> TypeNames => TypeDeclaration().Matches(Code).Select(m => m.Groups[1].Value);

    /// <summary>True when a using or a qualified name starts with this namespace.</summary>
    public bool Mentions(string root) => Regex.IsMatch(Code, $@"(?<![\w.]){Regex.Escape(root)}(\.\w|;)");

    public override string ToString() => Path;

    [GeneratedRegex(@"^\s*//.*$|(?<=[\s;{}])//.*$|/\*[\s\S]*?\*/", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex("\"\"\"[\\s\\S]*?\"\"\"|\"(\\\\.|[^\"\\\\\\n])*\"")]
    private static partial Regex Strings();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(
        @"^\s*(?:\[[^\]]*\]\s*)*(?:(?:public|internal|private|protected|file|sealed|abstract|static|readonly|ref|partial|unsafe)\s+)*" +
        @"(?:class|record struct|record class|record|struct|interface|enum)\s+(\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}
