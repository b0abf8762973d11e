using System.Text;

namespace EventEdge.FunctionDispatcher.Configuration;

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
    /// <param name="catalog">The built-in functions; null leaves their names and settings unchecked.</param>
    /// <param name="code">Reads the code that functions name; null leaves it unread.</param>
    public static BindingsResult Load(string path, IFunctionCatalog? catalog = null, IFunctionCode? code = null) =>
        Parse(BindingsContent.Read(path), path, catalog, code);

    /// <summary>The folder that paths in a bindings file start from, as a full path: the file's own, also where it is named without one.</summary>
    public static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? Path.GetFullPath(path);

    /// <summary>Reads bindings from text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="fileName">What problems call it.</param>
    /// <param name="catalog">The built-in functions; null leaves their names and settings unchecked.</param>
    /// <param name="code">Reads the code that functions name; null leaves it unread.</param>
    public static BindingsResult Parse(string text, string fileName, IFunctionCatalog? catalog = null, IFunctionCode? code = null) =>
        Parse(BindingsContent.Of(Encoding.UTF8.GetBytes(text)), fileName, catalog, code);

    /// <summary>Reads back a <see cref="BindingsResult.PinnedText"/>: the code of its functions is what it was then.</summary>
    public static BindingsResult ParsePinned(string text, string fileName)
    {
        var result = Parse(text, fileName);
        return result.Config is { } config ? result with { Config = CodePins.Apply(config, text) } : result;
    }

    internal static BindingsResult Parse(BindingsContent content, string fileName, IFunctionCatalog? catalog, IFunctionCode? code)
    {
        if (content.Obstacle is { } obstacle) return Unreadable(fileName, obstacle);
        try
        {
            var text = StrictUtf8.GetString(content.Bytes).TrimStart('\uFEFF');
            return ParseText(text, fileName, catalog, code) with { ContentHash = content.Hash, Text = text };
        }
        catch (DecoderFallbackException bad)
        {
            return Unreadable(fileName, $"the file is not UTF-8: byte {bad.Index + 1} cannot be read") with { ContentHash = content.Hash };
        }
    }

    private static BindingsResult ParseText(string text, string fileName, IFunctionCatalog? catalog, IFunctionCode? code)
    {
        var problems = new ProblemList(fileName, new SourceText(text));
        var root = YamlTree.Read(text, problems);
        if (root is null or YamlScalar { IsNull: true })
        {
            if (problems.Count == 0) problems.Add(new(1, 1), "the file is empty: it needs 'bindings'");
            return new() { Problems = problems.InFileOrder() };
        }

        var map = new SourceMap();
        var config = new RecordReader(problems, map).Read<BindingsConfig>(root, "the file");
        if (config is null || map.Find(config, nameof(BindingsConfig.Bindings)) is null) return new() { Problems = problems.InFileOrder() };
        new BindingsChecker(problems, map, catalog).Check(config);
        return code is null ? Finish(problems, config) : Finish(problems, config, new CodeChecker(problems, map, code));
    }

    private static BindingsResult Finish(ProblemList problems, BindingsConfig config) =>
        new() { Config = problems.Count == 0 ? config : null, Problems = problems.InFileOrder() };

    private static BindingsResult Finish(ProblemList problems, BindingsConfig config, CodeChecker code)
    {
        code.Check(config);
        var all = (IReadOnlyList<ConfigProblem>)[.. problems.InFileOrder(), .. code.Inside];
        return new() { Config = all.Count == 0 ? code.Complete(config) : null, Problems = all, Code = [.. code.Readings] };
    }

    private static BindingsResult Unreadable(string file, string message) => new() { Problems = [new(file, 0, 0, message)] };
}
