using System.CommandLine;
using System.Text.RegularExpressions;
using EventEdge.Cli;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.Settings;

namespace EventEdge.Scaffolding;

/// <summary>
/// One kind of thing that <c>eventedge new</c> makes, from templates in the program. Files that are there stay as they are.
/// </summary>
internal sealed partial class NewSubcommand : RunnableCommand
{
    private const string Placeholder = "NAME";
    private readonly Argument<string> _name = new(Placeholder) { Description = "Its name: small letters, digits and _, a letter first" };
    private readonly Option<string?> _folder;
    private readonly Option<string?> _form;
    private readonly IReadOnlyList<NewForm> _forms;

    /// <param name="shell">Where the command runs.</param>
    /// <param name="kind">What is made.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="flag">The flag that chooses among the forms.</param>
    /// <param name="meaning">What the flag says, in a few words.</param>
    /// <param name="forms">The forms of the kind; the first is the default.</param>
    public NewSubcommand(Shell shell, string kind, string description, string flag, string meaning, IReadOnlyList<NewForm> forms)
        : base(shell, kind, description)
    {
        _forms = forms;
        Arguments.Add(_name);
        _form = Flag<string?>(
            flag, flag[2..].ToUpperInvariant(), $"{meaning}: {string.Join(", ", forms.Select(f => f.Name))}. Default: {forms[0].Name}");
        _folder = Flag<string?>("--folder", "DIR", "Where it is made. Default: the current folder");
    }

    protected override Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var name = parsed.GetRequiredValue(_name);
        if (!Form().IsMatch(name))
            throw CommandFailure.BadInput($"'{name}' is no name: small letters, digits and _, a letter first, 58 at most");
        var form = Chosen(parsed.GetValue(_form));
        var folder = parsed.GetValue(_folder) ?? ".";
        var written = form.Files.Select(
            f => (Template: f, Path: Path.Combine(folder, f.Replace(Placeholder, name, StringComparison.Ordinal)))).ToList();
        if (written.Find(w => File.Exists(w.Path)) is { Path: { } taken }) throw CommandFailure.BadInput($"{taken} is there already");
        foreach (var (template, path) in written)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            Write(path, Fill(form, template, name));
            Shell.Output.WriteLine(path);
        }

        Shell.Output.WriteLine($"try: eventedge test {Path.Combine(folder, $"{name}.cases.yaml")}");
        return Task.FromResult(ExitCode.Success);
    }

    // Half a file would be in the way of the next attempt.
    private static void Write(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (IOException)
        {
            File.Delete(path);
            throw;
        }
    }

    private NewForm Chosen(string? word)
    {
        if (word is null) return _forms[0];
        if (_forms.FirstOrDefault(f => f.Name == word) is { } chosen) return chosen;
        var names = _forms.Select(f => f.Name).ToList();
        var meant = Spelling.Nearest(word, names) is { } nearest ? $"; did you mean {nearest}?" : string.Empty;
        throw CommandFailure.BadInput($"{_form.Name}: '{word}' is none of {string.Join(", ", names)}{meant}");
    }

    private string Fill(NewForm form, string template, string name)
    {
        var assembly = typeof(NewSubcommand).Assembly;
        using var stream = assembly.GetManifestResourceStream($"new/{Name}/{form.Name}/{template}")
            ?? assembly.GetManifestResourceStream($"new/{Name}/{template}")!;
        using var reader = new StreamReader(stream);
        var className = string.Concat(
            name.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return reader.ReadToEnd().Replace("ClassName", className, StringComparison.Ordinal)
            .Replace(Placeholder, name, StringComparison.Ordinal);
    }

    // Shorter than the name of a binding may be: a form may need a second binding, named after the first.
    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,57}\z")]
    private static partial Regex Form();
}
