using System.CommandLine;
using System.Text.RegularExpressions;
using EventEdge.Settings;

namespace EventEdge.Commands;

/// <summary>One kind of thing that <c>eventedge new</c> makes, from templates in the program. Files that are there stay as they are.</summary>
internal sealed partial class NewVerb : VerbCommand
{
    private const string Placeholder = "NAME";
    private readonly Argument<string> _name = new(Placeholder) { Description = "Its name: small letters, digits and _, a letter first" };
    private readonly Option<string?> _folder;
    private readonly IReadOnlyList<string> _files;

    /// <param name="shell">Where the command runs.</param>
    /// <param name="kind">What is made.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="files">What is written, with <c>NAME</c> where the name goes; each is a template of this path.</param>
    public NewVerb(Shell shell, string kind, string description, IReadOnlyList<string> files)
        : base(shell, kind, description)
    {
        _files = files;
        Arguments.Add(_name);
        _folder = Flag<string?>("--folder", "DIR", "Where it is made. Default: the current folder");
    }

    protected override Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var name = parsed.GetRequiredValue(_name);
        if (!Form().IsMatch(name)) throw CommandFailure.BadInput($"'{name}' is no name: small letters, digits and _, a letter first, 64 at most");
        var folder = parsed.GetValue(_folder) ?? ".";
        var written = _files.Select(f => (Template: $"{Name}/{f}", Path: Path.Combine(folder, f.Replace(Placeholder, name, StringComparison.Ordinal)))).ToList();
        if (written.Find(w => File.Exists(w.Path)) is { Path: { } taken }) throw CommandFailure.BadInput($"{taken} is there already");
        foreach (var (template, path) in written)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(path, Fill(template, name));
            Shell.Output.WriteLine(path);
        }

        Shell.Output.WriteLine($"try: eventedge test {Path.Combine(folder, $"{name}.cases.yaml")}");
        return Task.FromResult(ExitCode.Success);
    }

    private static string Fill(string template, string name)
    {
        using var stream = typeof(NewVerb).Assembly.GetManifestResourceStream($"new/{template}")!;
        using var reader = new StreamReader(stream);
        var className = string.Concat(name.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return reader.ReadToEnd().Replace("ClassName", className, StringComparison.Ordinal).Replace(Placeholder, name, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,63}\z")]
    private static partial Regex Form();
}
