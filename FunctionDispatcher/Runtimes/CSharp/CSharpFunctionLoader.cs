using System.Reflection;
using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp;

/// <summary>Makes a function of a class in an assembly. Trusted code: it runs in the node's own process.</summary>
public static class CSharpFunctionLoader
{
    /// <summary>
    /// Loads an assembly into a context of its own and makes one object of the class, by its public constructor taking a
    /// <see cref="FunctionContext"/> or else by the one without parameters.
    /// </summary>
    /// <param name="assemblyPath">The assembly file.</param>
    /// <param name="className">Full name of the class.</param>
    /// <param name="context">What the function is told about where it runs; the settings under <c>with:</c> are in it.</param>
    /// <exception cref="FunctionLoadException">It cannot be used.</exception>
    public static LoadedFunction Load(string assemblyPath, string className, FunctionContext context) =>
        Load(FunctionImage.Read(Path.GetFullPath(assemblyPath), assemblyPath), className, context);

    /// <summary>The same from an image; without a class name, of the only function in it.</summary>
    /// <exception cref="FunctionLoadException">It cannot be used.</exception>
    internal static LoadedFunction Load(FunctionImage image, string? className, FunctionContext context)
    {
        var assemblies = new FunctionLoadContext(image, $"{context.Binding}: {image.Shown}");
        try
        {
            var type = FunctionClass.Find(Read(assemblies, image), className, image.Shown);
            var shape = FunctionClass.ShapeOf(type);
            return new(Create(type, context), shape, assemblies);
        }
        catch (Exception failure)
        {
            assemblies.Unload();
            if (failure is FunctionLoadException) throw;
            throw new FunctionLoadException($"{Named(className)} of '{image.Shown}' cannot be loaded: {failure.Message}", failure);
        }
    }

    /// <summary>Which interface the class implements, without making an object of it.</summary>
    /// <exception cref="FunctionLoadException">It cannot be used.</exception>
    internal static FunctionShape Inspect(FunctionImage image, string? className)
    {
        var assemblies = new FunctionLoadContext(image, image.Shown);
        try
        {
            return FunctionClass.ShapeOf(FunctionClass.Find(Read(assemblies, image), className, image.Shown));
        }
        catch (Exception failure) when (failure is not FunctionLoadException)
        {
            throw new FunctionLoadException($"{Named(className)} of '{image.Shown}' cannot be loaded: {failure.Message}", failure);
        }
        finally
        {
            assemblies.Unload();
        }
    }

    private static string Named(string? className) => className is null ? "the function" : $"class '{className}'";

    private static Assembly Read(FunctionLoadContext assemblies, FunctionImage image)
    {
        try
        {
            return assemblies.LoadImage();
        }
        catch (BadImageFormatException cause)
        {
            throw new FunctionLoadException($"'{image.Shown}' is not a .NET assembly", cause);
        }
    }

    private static object Create(Type type, FunctionContext context)
    {
        try
        {
            if (type.GetConstructor([typeof(FunctionContext)]) is { } reported) return reported.Invoke([context]);
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
