using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>
/// The files that a command names below the folder of the bindings file; the command reads them for itself. Safe for concurrent use.
/// </summary>
internal sealed class ProcessCode(CodeFolder folder) : ICodeReader
{
    /// <summary>Largest file that is looked at; larger ones are no scripts.</summary>
    public const long ScriptLimit = 64L << 20;

    private readonly HashSet<string> _scripts = new(StringComparer.Ordinal);

    /// <summary>Reads the files. One that was there before and is gone is told about: it may be in the middle of an edit.</summary>
    public IReadOnlyList<CodeReading> Read(FunctionConfig function) => [.. function.Files.Select(ReadScript).OfType<CodeReading>()];

    private CodeReading? ReadScript(string path)
    {
        var file = folder.FileOf(path);
        if (!IsBelow(file)) return null;
        lock (_scripts)
        {
            if (!File.Exists(file))
                return _scripts.Contains(file) ? new(path, file, string.Empty) { Obstacle = $"there is no file '{file}' any more" } : null;
            if (new FileInfo(file).Length > ScriptLimit) return null;
            _scripts.Add(file);
        }

        try
        {
            return new(path, file, ContentHash.Of(File.ReadAllBytes(file)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new(path, file, string.Empty) { Obstacle = CodeFolder.Obstacle(file, failure) };
        }
    }

    private bool IsBelow(string file) =>
        file.StartsWith(
            Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder.BaseDirectory)) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal);
}
