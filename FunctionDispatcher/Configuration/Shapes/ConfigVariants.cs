using System.Collections.Concurrent;

namespace EventEdge.FunctionDispatcher.Configuration.Shapes;

/// <summary>Which records may stand where a config record leaves the choice open. Safe for concurrent use.</summary>
internal sealed class ConfigVariants
{
    private readonly Variant[] _all;
    private readonly ConcurrentDictionary<Type, ChoiceShape> _choices = new();

    /// <param name="variants">The word that chooses each, and its record.</param>
    /// <exception cref="ArgumentException">A record has no key that chooses it.</exception>
    public ConfigVariants(IEnumerable<(string Name, Type Type)> variants) =>
        _all = [.. variants.Select(v => new Variant(v.Name, RecordShape.Of(v.Type)))];

    /// <summary>No record leaves a choice open.</summary>
    public static ConfigVariants None { get; } = new([]);

    /// <summary>The choice that an abstract record leaves.</summary>
    public ChoiceShape Of(Type choice) =>
        _choices.GetOrAdd(choice, type => new ChoiceShape(type, [.. _all.Where(v => v.Shape.Type.IsSubclassOf(type))]));
}

/// <summary>One of the records that may be chosen.</summary>
/// <param name="Name">The word that chooses it.</param>
/// <param name="Shape">What it declares.</param>
internal sealed record Variant(string Name, RecordShape Shape)
{
    /// <summary>The property that its own word is read to, where it is chosen by one of its keys.</summary>
    public PropertyShape? Key => Shape.Find(Name);
}
