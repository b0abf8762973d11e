using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace EventEdge.FunctionDispatcher.Configuration.Shapes;

/// <summary>
/// What a config record declares: its keys, their types and rules. The one description from which the reader, the JSON schema, the
/// reference page and the binding version are made.
/// </summary>
internal sealed class RecordShape
{
    private static readonly ConcurrentDictionary<Type, RecordShape> Known = new();

    private RecordShape(Type type)
    {
        Type = type;
        // What a record adds comes before what it has of its base.
        Properties = [.. type.GetProperties().Where(p => p.CanWrite).OrderByDescending(p => DepthOf(p.DeclaringType))
            .ThenBy(p => p.MetadataToken).Select(p => new PropertyShape(p))];
        ExactlyOne = type.GetCustomAttribute<ExactlyOneAttribute>();
        ShortForm = type.GetCustomAttribute<ShortFormAttribute>()?.Key;
    }

    public Type Type { get; }

    public IReadOnlyList<PropertyShape> Properties { get; }

    public ExactlyOneAttribute? ExactlyOne { get; }

    /// <summary>The key that a single value in the record's place stands for; null when only a mapping will do.</summary>
    public string? ShortForm { get; }

    public IEnumerable<string> Keys => Properties.Select(p => p.Key);

    public static RecordShape Of(Type type) => Known.GetOrAdd(type, t => new RecordShape(t));

    /// <summary>A config record, as against a single value or a list.</summary>
    public static bool IsRecord(Type type) => type.IsClass && !type.IsAssignableTo(typeof(IEnumerable));

    /// <summary>A record that leaves open which of several it is.</summary>
    public static bool IsChoice(Type type) => type.IsDefined(typeof(ChoiceAttribute), inherit: false);

    public static string KeyOf(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    public PropertyShape? Find(string key) => Properties.FirstOrDefault(p => p.Key == key);

    private static int DepthOf(Type? type) => type is null ? 0 : 1 + DepthOf(type.BaseType);
}

/// <summary>One key of a record.</summary>
internal sealed class PropertyShape
{
    public PropertyShape(PropertyInfo property)
    {
        Property = property;
        Key = RecordShape.KeyOf(property.Name);
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        IsRequired = property.IsDefined(typeof(RequiredMemberAttribute));
        Range = property.GetCustomAttribute<RangeAttribute>();
        Form = property.GetCustomAttribute<FormAttribute>();
        ChangesResults = !property.IsDefined(typeof(NotInVersionAttribute));
        EntryType = EntryOf(Type);
        IsWords = property.IsDefined(typeof(CommandLineAttribute));
        DefaultWord = property.GetCustomAttribute<DefaultWordAttribute>()?.Word;
        ItemType = Type.IsGenericType && Type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? Type.GenericTypeArguments[0] : null;
    }

    public PropertyInfo Property { get; }

    /// <summary>The value when it is left out; null where that is nothing, or the key is required.</summary>
    public object? DefaultValue => IsRequired ? null : Property.GetValue(Activator.CreateInstance(Property.ReflectedType!));

    public string Key { get; }

    /// <summary>The type, without nullability.</summary>
    public Type Type { get; }

    /// <summary>The type of a list's items; null when this is not a list.</summary>
    public Type? ItemType { get; }

    /// <summary>The type of what stands at the names of a mapping that the file names itself; null when this is none.</summary>
    public Type? EntryType { get; }

    /// <summary>Whether a list may be written as one text of words.</summary>
    public bool IsWords { get; }

    public bool IsRequired { get; }

    public RangeAttribute? Range { get; }

    public FormAttribute? Form { get; }

    public bool ChangesResults { get; }

    /// <summary>What a choice by word stands for when it is left out; null where there is none.</summary>
    public string? DefaultWord { get; }

    private static Type? EntryOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
            && type.GenericTypeArguments is [_, var entry] && entry != typeof(object) ? entry : null;
}
