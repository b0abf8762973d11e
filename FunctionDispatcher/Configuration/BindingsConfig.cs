namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>The bindings file: what the node does, as declared by its user.</summary>
public sealed record BindingsConfig
{
    /// <summary>The bindings, in file order. Names are unique.</summary>
    public required IReadOnlyList<BindingConfig> Bindings { get; init; }
}
