using System.IO.Hashing;
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
    public static BindingsResult Load(string path, IFunctionCatalog? catalog = null)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Parse(ReadLimited(stream), path, catalog);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Unreadable(path, Reason(failure));
        }
    }

    /// <summary>Reads bindings from text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="fileName">What problems call it.</param>
    /// <param name="catalog">The built-in functions; null leaves their names and settings unchecked.</param>
    public static BindingsResult Parse(string text, string fileName, IFunctionCatalog? catalog = null) =>
        Parse(Encoding.UTF8.GetBytes(text), fileName, catalog);

    private static BindingsResult Parse(byte[] bytes, string fileName, IFunctionCatalog? catalog)
    {
        if (bytes.Length > SizeLimit) return Unreadable(fileName, $"the file is larger than {Quantity.FormatSize(SizeLimit)}");
        var hash = Convert.ToHexStringLower(XxHash128.Hash(bytes));
        try
        {
            var text = StrictUtf8.GetString(bytes).TrimStart('\uFEFF');
            return ParseText(text, fileName, catalog) with { ContentHash = hash, Text = text };
        }
        catch (DecoderFallbackException bad)
        {
            return Unreadable(fileName, $"the file is not UTF-8: byte {bad.Index + 1} cannot be read") with { ContentHash = hash };
        }
    }

    private static BindingsResult ParseText(string text, string fileName, IFunctionCatalog? catalog)
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
        if (config is not null && map.Find(config, nameof(BindingsConfig.Bindings)) is not null) new BindingsChecker(problems, map, catalog).Check(config);
        return new() { Config = problems.Count == 0 ? config : null, Problems = problems.InFileOrder() };
    }

    private static byte[] ReadLimited(Stream stream)
    {
        var buffer = new byte[SizeLimit + 1];
        return buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
    }

    private static BindingsResult Unreadable(string file, string message) => new() { Problems = [new(file, 0, 0, message)] };

    private static string Reason(Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "the file must not be read by this user, or is a directory",
        _ => $"the file cannot be read: {failure.Message}",
    };
}
