using System.Reflection;
using System.Runtime.Loader;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp;

/// <summary>
/// Where one function's assemblies live until they are unloaded. The contracts, the dispatcher and System.Reactive are the host's own copies, so
/// that their types mean the same on both sides; the rest is read from the function's folder, without locking the files, or else is the host's.
/// </summary>
internal sealed class FunctionLoadContext(string folder, string name) : AssemblyLoadContext(name, isCollectible: true)
{
    private static readonly string?[] Shared = ["EventEdge.Contracts", "EventEdge.FunctionDispatcher", "System.Reactive"];

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
        if (Shared.Contains(assemblyName.Name)) return null;
        var path = Path.Combine(folder, $"{assemblyName.Name}.dll");
        return File.Exists(path) ? Read(path) : null;
    }
}
