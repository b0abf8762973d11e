namespace EventEdge.FunctionDispatcher.Runtimes.Code;

/// <summary>Where the code of functions is read from and kept.</summary>
/// <param name="BaseDirectory">Where paths in the bindings file start from.</param>
/// <param name="Kept">Code as it was when it was read.</param>
/// <param name="CompilerCommand">Program and arguments that compile apart from this process; null: in this process.</param>
internal sealed record CodeFolder(string BaseDirectory, ImageStore Kept, IReadOnlyList<string>? CompilerCommand)
{
    /// <summary>A file's full path.</summary>
    public string FileOf(string path) => Path.GetFullPath(Path.Combine(BaseDirectory, path));

    /// <summary>Why a file could not be read, in one sentence.</summary>
    public static string Obstacle(string file, Exception failure) =>
        File.Exists(file) ? $"'{file}' cannot be read: {failure.Message}" : $"there is no file '{file}'";
}
