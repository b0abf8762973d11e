using System.Text;
using EventEdge.FunctionDispatcher.Configuration.Checks;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Configuration.Files;

/// <summary>
/// Reads bindings files. Strict: what is unknown, doubtful or contradictory is a problem with its place, and all problems are told at once.
/// Never throws for what a file says.
/// </summary>
public static class BindingsFile
{
    /// <summary>Largest file, in bytes.</summary>
    public const int SizeLimit = 1 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file. One that cannot be opened is a problem too.</summary>
    /// <param name="path">The file; its name appears in problems as given here.</param>
    /// <param name="components">
    /// What bindings can choose from. Null reads with what comes with EventEdge, and leaves the names and settings of built-in functions
    /// unchecked.
    /// </param>
    /// <param name="code">Reads the code that functions name; null leaves it unread.</param>
    public static BindingsResult Load(string path, EventEdgeComponents? components = null, FunctionCode? code = null) =>
        Parse(BindingsContent.Read(path), path, components, code);

    /// <summary>
    /// The folder that paths in a bindings file start from, as a full path: the file's own, also where it is named without one.
    /// </summary>
    public static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? Path.GetFullPath(path);

    /// <summary>Reads bindings from text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="fileName">What problems call it.</param>
    /// <param name="components">
    /// What bindings can choose from. Null reads with what comes with EventEdge, and leaves the names and settings of built-in functions
    /// unchecked.
    /// </param>
    /// <param name="code">Reads the code that functions name; null leaves it unread.</param>
    public static BindingsResult Parse(string text, string fileName, EventEdgeComponents? components = null, FunctionCode? code = null) =>
        Parse(BindingsContent.Of(Encoding.UTF8.GetBytes(text)), fileName, components, code);

    /// <summary>
    /// Reads back a <see cref="BindingsResult.PinnedText"/>: the code of its functions is what it was then, and their settings are not
    /// checked again.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="fileName">What problems call it.</param>
    /// <param name="components">What bindings can choose from. Default: what comes with EventEdge.</param>
    public static BindingsResult ParsePinned(string text, string fileName, EventEdgeComponents? components = null)
    {
        var result = Parse(
            BindingsContent.Of(Encoding.UTF8.GetBytes(CodePins.WithoutFiles(text))), fileName, components ?? EventEdgeComponents.Default,
            code: null, checksFunctions: false);
        return result.Config is { } config ? result with { Config = CodePins.Apply(config, text), Text = text } : result;
    }

    internal static BindingsResult Parse(BindingsContent content, string fileName, EventEdgeComponents? components, FunctionCode? code) =>
        Parse(content, fileName, components ?? EventEdgeComponents.Default, code, checksFunctions: components is not null);

    private static BindingsResult Parse(
        BindingsContent content, string fileName, EventEdgeComponents components, FunctionCode? code, bool checksFunctions)
    {
        if (content.Obstacle is { } obstacle) return Unreadable(fileName, obstacle);
        try
        {
            var text = StrictUtf8.GetString(content.Bytes).TrimStart('\uFEFF');
            return ParseText(text, fileName, components, code, checksFunctions) with { ContentHash = content.Hash, Text = text };
        }
        catch (DecoderFallbackException bad)
        {
            return Unreadable(fileName, $"the file is not UTF-8: byte {bad.Index + 1} cannot be read") with { ContentHash = content.Hash };
        }
    }

    private static BindingsResult ParseText(
        string text, string fileName, EventEdgeComponents components, FunctionCode? code, bool checksFunctions)
    {
        var problems = new ProblemList(fileName, new SourceText(text));
        var root = YamlTree.Read(text, problems);
        if (root is null or YamlScalar { IsNull: true })
        {
            if (problems.Count == 0) problems.Add(new(1, 1), "the file is empty: it needs 'bindings'");
            return new() { Problems = problems.InFileOrder() };
        }

        var map = new SourceMap();
        var config = new RecordReader(problems, map, components.Variants).Read<BindingsConfig>(root, "the file");
        if (config is null || map.Find(config, nameof(BindingsConfig.Bindings)) is null) return new() { Problems = problems.InFileOrder() };
        new BindingsChecker(problems, map, components, checksFunctions).Check(config);
        return code is null ? Finish(problems, config) : Finish(problems, config, new CodeChecker(problems, map, code, components));
    }

    private static BindingsResult Finish(ProblemList problems, BindingsConfig config) =>
        new()
        {
            Config = problems.Count == 0 ? config : null, Problems = problems.InFileOrder(), Warnings = problems.WarningsInFileOrder(),
        };

    private static BindingsResult Finish(ProblemList problems, BindingsConfig config, CodeChecker code)
    {
        code.Check(config);
        var all = (IReadOnlyList<ConfigProblem>)[.. problems.InFileOrder(), .. code.Inside];
        return new()
        {
            Config = all.Count == 0 ? code.Complete(config) : null, Problems = all, Warnings = problems.WarningsInFileOrder(),
            Code = [.. code.Readings],
        };
    }

    private static BindingsResult Unreadable(string file, string message) => new() { Problems = [new(file, 0, 0, message)] };
}
