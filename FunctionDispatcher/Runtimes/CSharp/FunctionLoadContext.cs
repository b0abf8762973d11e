using System.Reflection;
using System.Runtime.Loader;
using EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp;

/// <summary>
/// Where one function's assemblies live until they are unloaded. The contracts and System.Reactive are the host's own
/// copies, so that their types mean the same on both sides; the rest is read from where the image says, without locking the files, or else
/// is the host's.
/// </summary>
internal sealed class FunctionLoadContext(FunctionImage image, string name) : AssemblyLoadContext(name, isCollectible: true)
{
    /// <summary>Loads the image itself.</summary>
    public Assembly LoadImage() => Load(image.Bytes, image.Symbols);

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (HostReferences.SharedNames.Contains(assemblyName.Name) || image.Locate(assemblyName.Name!) is not { } path) return null;
        var symbols = Path.ChangeExtension(path, ".pdb");
        return Load(File.ReadAllBytes(path), File.Exists(symbols) ? File.ReadAllBytes(symbols) : null);
    }

    private Assembly Load(byte[] bytes, byte[]? symbols)
    {
        using var assembly = new MemoryStream(bytes, writable: false);
        using var debugging = symbols is null ? null : new MemoryStream(symbols, writable: false);
        return LoadFromStream(assembly, debugging);
    }
}
