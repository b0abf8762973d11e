using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Runtimes.Wasm;

/// <summary>The modules that bindings name, kept by their content like assemblies. Safe for concurrent use.</summary>
internal sealed class WasmCode(CodeFolder folder) : ICodeReader
{
    /// <summary>Largest module that is kept for the next start.</summary>
    public const long KeepLimit = 16L << 20;

    public IReadOnlyList<CodeReading> Read(FunctionConfig function)
    {
        var path = ((WasmFunctionConfig)function).Wasm.Module;
        var file = folder.FileOf(path);
        try
        {
            var bytes = File.ReadAllBytes(file);
            var content = ContentHash.Of(bytes);
            if (bytes.Length <= KeepLimit) folder.Kept.Keep(KeptName(content), bytes);
            return [new(path, file, content)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [new(path, file, string.Empty) { Obstacle = CodeFolder.Obstacle(file, failure) }];
        }
    }

    /// <summary>A module as it was when the configuration was read.</summary>
    /// <exception cref="FunctionUnusableException">It is not there any more.</exception>
    public byte[] ModuleOf(WasmFunctionConfig function)
    {
        var (path, content) = (function.Wasm.Module, function.Content);
        if (content is not null && folder.Kept.Find(KeptName(content)) is { } bytes) return bytes;
        var file = folder.FileOf(path);
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FunctionUnusableException($"wasm module '{path}': {CodeFolder.Obstacle(file, failure)}", failure);
        }

        if (content is not null && ContentHash.Of(bytes) != content)
            throw new FunctionUnusableException($"wasm module '{path}' is not what was bound, and what was bound is not kept any more");
        return bytes;
    }

    private static string KeptName(string content) => $"{content}.wasm";
}
