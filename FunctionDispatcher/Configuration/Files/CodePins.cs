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

    /// <summary>The text with a line for each piece of code.</summary>
    public static string Append(string text, IEnumerable<CodeReading> code)
    {
        var pinned = new StringBuilder(text);
        foreach (var reading in code.DistinctBy(c => c.Path)) pinned.Append($"\n{Mark}{reading.Content} {reading.Path}");
        return pinned.ToString();
    }

    /// <summary>
    /// The configuration with the content of its code as it was pinned; without a pin, code counts as it did before there were any.
    /// </summary>
    public static BindingsConfig Apply(BindingsConfig config, string text)
    {
        var pins = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').Where(l => l.StartsWith(Mark, StringComparison.Ordinal)))
        {
            if (line[Mark.Length..].Split(' ', 2) is [var content, var path]) pins[path] = content;
        }

        return With(config, function => CodeHash.OfAll([.. function.Files.Where(pins.ContainsKey).Select(path => (path, pins[path]))]));
    }

    /// <summary>The configuration with the content of its functions' code.</summary>
    public static BindingsConfig With(BindingsConfig config, Func<FunctionConfig, string?> contentOf) => config with
    {
        Bindings = [.. config.Bindings.Select(b => b with { Function = b.Function with { Content = contentOf(b.Function) } })],
    };
}
