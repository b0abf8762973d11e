using System.Runtime.Loader;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp;

/// <summary>
/// A C# function and the assemblies it came with. Dispose it when its binding ends: a function that is <see cref="IDisposable"/> is disposed,
/// and its assemblies are unloaded as soon as nothing refers to them.
/// </summary>
public sealed class LoadedFunction : IDisposable
{
    private readonly AssemblyLoadContext _assemblies;
    private object? _function;

    internal LoadedFunction(object function, FunctionShape shape, AssemblyLoadContext assemblies)
    {
        _function = function;
        Shape = shape;
        _assemblies = assemblies;
    }

    /// <summary>Which interface the class implements.</summary>
    public FunctionShape Shape { get; }

    /// <summary>The function; it implements the interface of <see cref="Shape"/>.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public object Function => _function ?? throw new ObjectDisposedException(nameof(LoadedFunction));

    /// <inheritdoc />
    public void Dispose()
    {
        if (_function is null) return;
        try
        {
            (_function as IDisposable)?.Dispose();
        }
        finally
        {
            _function = null;
            _assemblies.Unload();
        }
    }
}
