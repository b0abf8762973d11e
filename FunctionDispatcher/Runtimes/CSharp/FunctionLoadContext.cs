using System.Reflection;
using System.Runtime.Loader;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp;

/// <summary>
/// Where one function's assemblies live until they are unloaded. What the host has, EventEdge.Contracts and System.Reactive above all, is the
/// host's own copy, so that types mean the same on both sides; the rest is read from the function's folder, without locking the files.
/// </summary>
internal sealed class FunctionLoadContext(string folder, string name) : AssemblyLoadContext(name, isCollectible: true)
{
    /// <summary>Reads an assembly with its symbols, where they lie beside it.</summary>
    public Assembly Read(string path)
    {
        using var image = new MemoryStream(File.ReadAllBytes(path));
        var symbols = Path.ChangeExtension(path, ".pdb");
        if (!File.Exists(symbols)) return LoadFromStream(image);
        using var symbolImage = new MemoryStream(File.ReadAllBytes(symbols));
        return LoadFromStream(image, symbolImage);
    }

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (IsShared(assemblyName)) return null;
        var path = Path.Combine(folder, $"{assemblyName.Name}.dll");
        return File.Exists(path) ? Read(path) : null;
    }

    private static bool IsShared(AssemblyName name) =>
        name.Name is { } simple
        && (simple is "EventEdge.Contracts" or "System.Reactive" || simple.StartsWith("System.", StringComparison.Ordinal));
}
