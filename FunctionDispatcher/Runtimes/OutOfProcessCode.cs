using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Runtimes.CSharp;

namespace EventEdge.FunctionDispatcher.Runtimes;

/// <summary>
/// The files of functions outside the node's process: modules, which are kept by their content like assemblies, and the files that a command
/// names below the folder of the bindings file, which the command reads for itself. Safe for concurrent use.
/// </summary>
internal sealed class OutOfProcessCode(string baseDirectory, ImageStore kept)
{
    /// <summary>Largest file of a command that is looked at; larger ones are no scripts.</summary>
    public const long ScriptLimit = 64L << 20;

    /// <summary>Largest module that is kept for the next start.</summary>
    public const long ModuleKeepLimit = 16L << 20;

    private readonly HashSet<string> _scripts = new(StringComparer.Ordinal);

    /// <summary>Reads the module.</summary>
    public CodeReading ReadModule(WasmConfig wasm)
    {
        var file = FileOf(wasm.Module);
        try
        {
            var bytes = File.ReadAllBytes(file);
            var content = CodeHash.Of(bytes);
            if (bytes.Length <= ModuleKeepLimit) kept.Keep(KeptName(content), bytes);
            return new(wasm.Module, file, content);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new(wasm.Module, file, string.Empty) { Obstacle = Reason(file, failure) };
        }
    }

    /// <summary>Reads the files that a command names. One that was there before and is gone is told about: it may be in the middle of an edit.</summary>
    public IReadOnlyList<CodeReading> ReadScripts(FunctionConfig function) => [.. NamedFiles.Of(function).Select(ReadScript).OfType<CodeReading>()];

    /// <summary>The module as it was when the configuration was read.</summary>
    /// <exception cref="FunctionUnusableException">It is not there any more.</exception>
    public byte[] ModuleOf(WasmConfig wasm, string? content)
    {
        if (content is not null && kept.Find(KeptName(content)) is { } bytes) return bytes;
        var file = FileOf(wasm.Module);
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FunctionUnusableException($"wasm module '{wasm.Module}': {Reason(file, failure)}", failure);
        }

        if (content is not null && CodeHash.Of(bytes) != content)
            throw new FunctionUnusableException($"wasm module '{wasm.Module}' is not what was bound, and what was bound is not kept any more");
        return bytes;
    }

    private CodeReading? ReadScript(string path)
    {
        var file = FileOf(path);
        if (!IsBelow(file)) return null;
        lock (_scripts)
        {
            if (!File.Exists(file)) return _scripts.Contains(file) ? new(path, file, string.Empty) { Obstacle = $"there is no file '{file}' any more" } : null;
            if (new FileInfo(file).Length > ScriptLimit) return null;
            _scripts.Add(file);
        }

        try
        {
            return new(path, file, CodeHash.Of(File.ReadAllBytes(file)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new(path, file, string.Empty) { Obstacle = Reason(file, failure) };
        }
    }

    private bool IsBelow(string file) =>
        file.StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(baseDirectory)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private string FileOf(string path) => Path.GetFullPath(Path.Combine(baseDirectory, path));

    private static string KeptName(string content) => $"{content}.wasm";

    private static string Reason(string file, Exception failure) =>
        File.Exists(file) ? $"'{file}' cannot be read: {failure.Message}" : $"there is no file '{file}'";
}
