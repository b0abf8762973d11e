namespace EventEdge.FunctionDispatcher.Runtimes.Code;

/// <summary>
/// The code that bindings name, always by its content: what was checked is what runs, even if the file has changed since. Each runtime
/// reads its own kind. Safe for concurrent use.
/// </summary>
public sealed class FunctionCode : IDisposable
{
    private readonly CodeFolder _folder;
    private readonly Dictionary<string, ICodeReader?> _readers = new(StringComparer.Ordinal);
    private readonly Lock _opening = new();

    /// <summary>The code below a folder.</summary>
    /// <param name="baseDirectory">Where paths in the bindings file start from.</param>
    /// <param name="cacheDirectory">Where code is kept for the next start; null keeps it in memory.</param>
    /// <param name="compilerCommand">
    /// Program and arguments that compile sources, so that the compiler's memory is given back; null compiles in this process.
    /// </param>
    public FunctionCode(string baseDirectory, string? cacheDirectory = null, IReadOnlyList<string>? compilerCommand = null) =>
        _folder = new CodeFolder(baseDirectory, new ImageStore(cacheDirectory), compilerCommand);

    /// <summary>The full path of a file that the bindings file names.</summary>
    internal string FileOf(string path) => _folder.FileOf(path);

    /// <summary>Ends what readers have started.</summary>
    public void Dispose()
    {
        lock (_opening)
        {
            foreach (var reader in _readers.Values) (reader as IDisposable)?.Dispose();
        }
    }

    /// <summary>The reader of a runtime, the same for validation and for every binding.</summary>
    /// <param name="runtime">The runtime's name.</param>
    /// <param name="open">Makes it, the first time.</param>
    internal ICodeReader? ReaderOf(string runtime, Func<CodeFolder, ICodeReader?> open)
    {
        lock (_opening)
        {
            if (!_readers.TryGetValue(runtime, out var reader)) _readers.Add(runtime, reader = open(_folder));
            return reader;
        }
    }
}
