using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace EventEdge.Contracts.Tests.Surface;

/// <summary>
/// What an assembly shows to those who reference it, as text: a type a paragraph, a member a line, in an order that does not change.
/// </summary>
internal static class PublicSurface
{
    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            if (text.Length > 0) text.Append('\n');
            text.Append(HeadOf(type)).Append('\n');
            foreach (var member in MembersOf(type).Order(StringComparer.Ordinal)) text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static string HeadOf(Type type)
    {
        var bases = new[] { type.BaseType }.Where(
            parent => parent is not null && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
            .Concat(type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? [])
                .OrderBy(parent => parent.FullName, StringComparer.Ordinal))
            .Select(parent => TypeText.Of(parent!));
        var tail = string.Join(", ", bases);
        return $"{KindOf(type)} {type.Namespace}.{TypeText.Of(type)}{(tail.Length > 0 ? $" : {tail}" : string.Empty)}";
    }

    private static string KindOf(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        _ => (type.IsSealed ? "sealed " : type.IsAbstract ? "abstract " : string.Empty)
            + (type.GetMethod("<Clone>$") is null ? "class" : "record"),
    };

    private static IEnumerable<string> MembersOf(Type type)
    {
        if (type.IsEnum) return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}");
        var fields = type.GetFields(Own).Where(field => IsShown(field.Attributes))
            .Select(field => $"{(field.IsLiteral ? "const" : "static readonly")} {TypeText.Of(field)} "
                + $"{field.Name}{(field.IsLiteral ? $" = {field.GetRawConstantValue()}" : string.Empty)}");
        var makers = type.GetConstructors(Own).Where(made => IsShown(made.Attributes))
            .Select(made => $"new({TypeText.Of(made.GetParameters())})");
        var properties = type.GetProperties(Own)
            .Where(property => property.GetMethod is { } get && IsShown(get.Attributes) && !IsMade(property)).Select(Line);
        var methods = type.GetMethods(Own).Where(method => IsShown(method.Attributes) && !IsMade(method)
            && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)))
            .Select(method => $"{StaticOf(method)}{TypeText.Of(method.ReturnParameter)} "
                + $"{method.Name}{TypeText.GenericsOf(method)}({TypeText.Of(method.GetParameters())})");
        return fields.Concat(makers).Concat(properties).Concat(methods);
    }

    private static string Line(PropertyInfo property)
    {
        var name = property.GetIndexParameters() is { Length: > 0 } index ? $"this[{TypeText.Of(index)}]" : property.Name;
        var isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        var set = property.SetMethod is { } setter && IsShown(setter.Attributes) ? isInit ? " init;" : " set;" : string.Empty;
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : string.Empty;
        return $"{StaticOf(property.GetMethod!)}{required}{TypeText.Of(property)} {name} {{ get;{set} }}";
    }

    private static string StaticOf(MethodInfo method) => method.IsStatic ? "static " : string.Empty;

    private static bool IsShown(MethodAttributes attributes) =>
        (attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family;

    private static bool IsShown(FieldAttributes attributes) =>
        (attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family;

    // What the compiler adds to a record says nothing that the word record does not.
    private static bool IsMade(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.Name == "EqualityContract";
}
