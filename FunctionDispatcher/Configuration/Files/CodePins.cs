using System.Text;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Configuration.Files;

/// <summary>
/// Which content of its functions' code a configuration was taken with, as comments behind its text. So a restart goes on with the code
/// that ran, whatever the files say now.
/// </summary>
internal static class CodePins
{
    private const string Mark = "# code ";
    private const string FileMark = "# file ";

    /// <summary>The text with a line for each piece of code.</summary>
    public static string Append(string text, IEnumerable<CodeReading> code)
    {
        var pinned = new StringBuilder(text);
        foreach (var reading in code.Where(c => !c.IsWatchedOnly).DistinctBy(c => c.Path))
        {
            pinned.Append(reading.Bytes is null
                ? $"\n{Mark}{reading.Content} {reading.Path}" : $"\n{FileMark}{Convert.ToBase64String(reading.Bytes)} {reading.Path}");
        }

        return pinned.ToString();
    }

    /// <summary>The text without the files that stand in it, which may be larger than a bindings file may.</summary>
    public static string WithoutFiles(string text) => text.Contains($"\n{FileMark}", StringComparison.Ordinal)
        ? string.Join('\n', text.Split('\n').Where(line => !line.StartsWith(FileMark, StringComparison.Ordinal))) : text;

    /// <summary>
    /// The configuration with the content of its code as it was pinned; without a pin, code counts as it did before there were any.
    /// </summary>
    public static BindingsConfig Apply(BindingsConfig config, string text)
    {
        var pins = PinsOf(text, Mark);
        return With(
            WithFiles(config, PinsOf(text, FileMark)),
            function => ContentHash.OfAll([.. function.Files.Where(pins.ContainsKey).Select(path => (path, pins[path]))]));
    }

    private static Dictionary<string, string> PinsOf(string text, string mark)
    {
        var pins = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').Where(l => l.StartsWith(mark, StringComparison.Ordinal)))
        {
            if (line[mark.Length..].Split(' ', 2) is [var content, var path]) pins[path] = content;
        }

        return pins;
    }

    private static BindingsConfig WithFiles(BindingsConfig config, Dictionary<string, string> pins)
    {
        if (pins.Count == 0) return config;
        return LookupFiles.With(
            DecoderFiles.With(config, d => ContentOf(d.File!)), (binding, name) => ContentOf(LookupFiles.PinOf(binding, name)));

        byte[]? ContentOf(string pin) => pins.TryGetValue(pin, out var content) ? Convert.FromBase64String(content) : null;
    }

    /// <summary>The configuration with the content of its functions' code.</summary>
    public static BindingsConfig With(BindingsConfig config, Func<FunctionConfig, string?> contentOf) => config with
    {
        Bindings = [.. config.Bindings.Select(b => b with { Function = b.Function with { Content = contentOf(b.Function) } })],
    };
}
