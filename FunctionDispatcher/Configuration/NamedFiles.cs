using System.Text;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>
/// The files of a function's code, as its declaration names them: the source or assembly, the module, or whatever words of a command may be files.
/// </summary>
internal static class NamedFiles
{
    /// <summary>Paths relative to the bindings file, or absolute; of a command's, most are no files at all.</summary>
    public static IReadOnlyList<string> Of(FunctionConfig function) => function switch
    {
        { Csharp.Path: { } path } => [path],
        { Wasm.Module: { } module } => [module],
        { Process: { } process } => [.. WordsOf(process).Select(w => Path.Combine(process.WorkingDirectory ?? string.Empty, w)).Distinct(StringComparer.Ordinal)],
        _ => [],
    };

    /// <summary>The content of several files as one; null when there are none, and of one its own.</summary>
    public static string? ContentOf(IReadOnlyList<(string Path, string Content)> files) => files switch
    {
        [] => null,
        [var one] => one.Content,
        _ => CodeHash.Of(Encoding.UTF8.GetBytes(string.Join('\n', files.Select(f => $"{f.Content} {f.Path}")))),
    };

    // A first word without a slash is looked for where programs are, not in the folder.
    private static IEnumerable<string> WordsOf(ProcessConfig process) =>
        process.Command.Where((word, i) => word.Length > 0 && word[0] != '-' && !word.Contains('\0') && !word.Contains('\n') && (i > 0 || word.Contains('/')));
}
