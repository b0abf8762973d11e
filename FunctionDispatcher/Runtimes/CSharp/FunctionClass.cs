using System.Reflection;
using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp;

/// <summary>Finds the class that is meant, and tells by which interface it is called.</summary>
internal static class FunctionClass
{
    private static readonly (Type Interface, FunctionShape Shape)[] Shapes =
    [
        (typeof(IEventFunction), FunctionShape.Event),
        (typeof(IWindowFunction), FunctionShape.Window),
        (typeof(IStreamFunction), FunctionShape.Stream),
        (typeof(IAggregateFunction), FunctionShape.Aggregate),
        (typeof(IKeyedFunction), FunctionShape.Keyed),
    ];

    /// <summary>The class of this name; without a name, the only function of the assembly.</summary>
    /// <exception cref="FunctionLoadException">There is none, or more than one.</exception>
    public static Type Find(Assembly assembly, string? className, string shown)
    {
        if (className is not null && assembly.GetType(className) is { } type) return type;
        var candidates = assembly.GetExportedTypes().Where(t => t is { IsClass: true, IsAbstract: false } && ShapesOf(t).Any()).ToList();
        if (className is not null)
            throw new FunctionLoadException($"'{shown}' has no class '{className}'{Nearest.Hint(className, Names(candidates))}");
        return candidates switch
        {
            [var single] => single,
            [] => throw new FunctionLoadException($"'{shown}' has no public class that implements one of {Interfaces}"),
            _ => throw new FunctionLoadException(
                $"'{shown}' has more than one function: {string.Join(", ", Names(candidates))}; name one under 'class'"),
        };
    }

    /// <summary>How a class is called.</summary>
    /// <exception cref="FunctionLoadException">It cannot be called at all, or in more than one way.</exception>
    public static FunctionShape ShapeOf(Type type)
    {
        if (!type.IsClass || type.IsAbstract || type.ContainsGenericParameters)
            throw new FunctionLoadException($"'{type.FullName}' must be a class that is neither abstract, static nor generic");
        FunctionShape[] shapes = [.. ShapesOf(type)];
        return shapes.Length switch
        {
            1 => shapes[0],
            0 => throw new FunctionLoadException($"class '{type.FullName}' implements none of {Interfaces}"),
            _ => throw new FunctionLoadException(
                $"class '{type.FullName}' implements {string.Join(" and ", shapes.Select(s => $"I{s}Function"))}: one of them is allowed"),
        };
    }

    private static string Interfaces => string.Join(", ", Shapes.Select(s => s.Interface.Name));

    private static List<string> Names(IEnumerable<Type> types) => [.. types.Select(t => t.FullName!)];

    private static IEnumerable<FunctionShape> ShapesOf(Type type) =>
        Shapes.Where(shape => shape.Interface.IsAssignableFrom(type)).Select(shape => shape.Shape);
}
