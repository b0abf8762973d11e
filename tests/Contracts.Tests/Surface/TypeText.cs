using System.Reflection;
using System.Runtime.CompilerServices;

namespace EventEdge.Contracts.Tests.Surface;

/// <summary>Types as C# writes them, with the question marks of those that may be null.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(double)] = "double", [typeof(int)] = "int", [typeof(long)] = "long",
        [typeof(object)] = "object", [typeof(string)] = "string", [typeof(ulong)] = "ulong", [typeof(void)] = "void",
    };

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(Type type) => Of(type, null);

    public static string Of(PropertyInfo property) => Of(property.PropertyType, Nullability.Create(property));

    public static string Of(FieldInfo field) => Of(field.FieldType, Nullability.Create(field));

    public static string Of(ParameterInfo parameter) => Of(parameter.ParameterType, Nullability.Create(parameter));

    public static string Of(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(Line));

    public static string GenericsOf(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Of))}>" : string.Empty;

    private static string Line(ParameterInfo parameter)
    {
        var how = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? parameter.IsIn ? "in " : "ref " : string.Empty;
        var many = parameter.IsDefined(typeof(ParamArrayAttribute))
            || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : string.Empty;
        var otherwise = parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "null"}" : string.Empty;
        return $"{how}{many}{Of(parameter)} {parameter.Name}{otherwise}";
    }

    private static string Of(Type type, NullabilityInfo? info)
    {
        if (type.IsByRef) type = type.GetElementType()!;
        if (Nullable.GetUnderlyingType(type) is { } value) return $"{Of(value)}?";
        var mayBeNull = !type.IsValueType && info?.ReadState == NullabilityState.Nullable ? "?" : string.Empty;
        if (Keywords.TryGetValue(type, out var keyword)) return keyword + mayBeNull;
        if (type.IsArray) return $"{Of(type.GetElementType()!, info?.ElementType)}[]{mayBeNull}";
        if (!type.IsGenericType) return type.Name + mayBeNull;
        var arguments = type.GetGenericArguments().Select((argument, at) => Of(argument, info?.GenericTypeArguments.ElementAtOrDefault(at)))
            .ToList();
        return type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true
            ? $"({string.Join(", ", arguments)})"
            : $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", arguments)}>{mayBeNull}";
    }
}
