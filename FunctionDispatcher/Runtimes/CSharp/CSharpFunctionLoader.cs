using System.Reflection;
using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp;

/// <summary>Makes a function of a class in an assembly. Trusted code: it runs in the node's own process.</summary>
public static class CSharpFunctionLoader
{
    private static readonly (Type Interface, FunctionShape Shape)[] Shapes =
    [
        (typeof(IEventFunction), FunctionShape.Event),
        (typeof(IWindowFunction), FunctionShape.Window),
        (typeof(IStreamFunction), FunctionShape.Stream),
        (typeof(IAggregateFunction), FunctionShape.Aggregate),
        (typeof(IKeyedFunction), FunctionShape.Keyed),
    ];

    /// <summary>
    /// Loads an assembly into a context of its own and makes one object of the class, by its public constructor taking a
    /// <see cref="FunctionContext"/> or else by the one without parameters.
    /// </summary>
    /// <param name="assemblyPath">The assembly file.</param>
    /// <param name="className">Full name of the class.</param>
    /// <param name="context">What the function is told about where it runs; the settings under <c>with:</c> are in it.</param>
    /// <exception cref="FunctionLoadException">It cannot be used.</exception>
    public static LoadedFunction Load(string assemblyPath, string className, FunctionContext context)
    {
        var path = Path.GetFullPath(assemblyPath);
        if (!File.Exists(path)) throw new FunctionLoadException($"there is no assembly '{assemblyPath}'");
        var assemblies = new FunctionLoadContext(Path.GetDirectoryName(path)!, $"{context.Binding}: {className}");
        try
        {
            var type = Find(Read(assemblies, path, assemblyPath), className, assemblyPath);
            var shape = ShapeOf(type);
            return new(Create(type, context), shape, assemblies);
        }
        catch (Exception failure)
        {
            assemblies.Unload();
            if (failure is FunctionLoadException) throw;
            throw new FunctionLoadException($"class '{className}' of '{assemblyPath}' cannot be loaded: {failure.Message}", failure);
        }
    }

    private static Assembly Read(FunctionLoadContext assemblies, string path, string shownPath)
    {
        try
        {
            return assemblies.Read(path);
        }
        catch (BadImageFormatException cause)
        {
            throw new FunctionLoadException($"'{shownPath}' is not a .NET assembly", cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new FunctionLoadException($"'{shownPath}' cannot be read: {cause.Message}", cause);
        }
    }

    private static Type Find(Assembly assembly, string className, string shownPath)
    {
        if (assembly.GetType(className) is { } type) return type;
        var candidates = assembly.GetExportedTypes().Where(t => t is { IsClass: true, IsAbstract: false } && ShapesOf(t).Any());
        throw new FunctionLoadException(
            $"'{shownPath}' has no class '{className}'{Nearest.Hint(className, [.. candidates.Select(t => t.FullName!)])}");
    }

    private static FunctionShape ShapeOf(Type type)
    {
        if (!type.IsClass || type.IsAbstract || type.ContainsGenericParameters)
            throw new FunctionLoadException($"'{type.FullName}' must be a class that is neither abstract, static nor generic");
        FunctionShape[] shapes = [.. ShapesOf(type)];
        return shapes.Length switch
        {
            1 => shapes[0],
            0 => throw new FunctionLoadException(
                $"class '{type.FullName}' implements none of {string.Join(", ", Shapes.Select(s => s.Interface.Name))}"),
            _ => throw new FunctionLoadException(
                $"class '{type.FullName}' implements {string.Join(" and ", shapes.Select(s => $"I{s}Function"))}: one of them is allowed"),
        };
    }

    private static IEnumerable<FunctionShape> ShapesOf(Type type) =>
        Shapes.Where(shape => shape.Interface.IsAssignableFrom(type)).Select(shape => shape.Shape);

    private static object Create(Type type, FunctionContext context)
    {
        try
        {
            if (type.GetConstructor([typeof(FunctionContext)]) is { } told) return told.Invoke([context]);
            if (type.GetConstructor(Type.EmptyTypes) is { } plain) return plain.Invoke(null);
        }
        catch (TargetInvocationException thrown)
        {
            var cause = thrown.InnerException!;
            throw new FunctionLoadException($"the constructor of '{type.FullName}' threw {cause.GetType().Name}: {cause.Message}", cause);
        }

        throw new FunctionLoadException(
            $"class '{type.FullName}' needs a public constructor without parameters, or with one {nameof(FunctionContext)}");
    }
}
