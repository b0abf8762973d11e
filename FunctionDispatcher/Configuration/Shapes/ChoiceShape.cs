using System.Reflection;

namespace EventEdge.FunctionDispatcher.Configuration.Shapes;

/// <summary>
/// A choice between records. Either one key of several in a mapping says which (<c>trigger: { mqtt: …, qos: 1 }</c>), and the other keys
/// are those of the record it chooses; or a word alone does (<c>decode: json</c>), which with settings becomes a key (<c>decode: { csv: …
/// }</c>).
/// </summary>
internal sealed class ChoiceShape
{
    /// <exception cref="ArgumentException">A record has no key that chooses it.</exception>
    public ChoiceShape(Type type, IReadOnlyList<Variant> variants)
    {
        Type = type;
        var choice = type.GetCustomAttribute<ChoiceAttribute>()!;
        (What, IsByWord, Variants) = (choice.What, choice.ByWord, variants);
        if (!IsByWord && variants.FirstOrDefault(v => v.Key is null) is { } keyless)
            throw new ArgumentException($"{keyless.Shape.Type.Name} needs a property for its key '{keyless.Name}'", nameof(variants));
        var keys = new List<PropertyShape>();
        foreach (var property in variants.SelectMany(v => v.Shape.Properties))
        {
            keys.RemoveAll(k => k.Key == property.Key);
            keys.Add(property);
        }

        Properties = keys;
    }

    public Type Type { get; }

    /// <summary>What is chosen, as a noun: <c>trigger</c>.</summary>
    public string What { get; }

    /// <summary>Whether a word chooses, and not a key beside others.</summary>
    public bool IsByWord { get; }

    public IReadOnlyList<Variant> Variants { get; }

    public IEnumerable<string> Names => Variants.Select(v => v.Name);

    /// <summary>The keys of all records; one that several have comes where the last of them has it.</summary>
    public IReadOnlyList<PropertyShape> Properties { get; }

    public IEnumerable<string> Keys => Properties.Select(p => p.Key);

    public Variant? Named(string name) => Variants.FirstOrDefault(v => v.Name == name);

    public PropertyShape? Find(string key) => Properties.FirstOrDefault(p => p.Key == key);

    /// <summary>The names of those that have a key.</summary>
    public IReadOnlyList<string> OwnersOf(string key) => [.. Variants.Where(v => v.Shape.Find(key) is not null).Select(v => v.Name)];
}
