namespace EventEdge.FunctionDispatcher.Discovery;

/// <summary>The bindings that were made of what was heard.</summary>
public sealed record DiscoveredBindings
{
    /// <summary>The bindings file; it has no problem. Empty where nothing was heard that can be bound.</summary>
    public required string Text { get; init; }

    /// <summary>The bindings in it.</summary>
    public required IReadOnlyList<DiscoveredBinding> Bindings { get; init; }

    /// <summary>Topics that no binding takes, each with why not.</summary>
    public required IReadOnlyList<(string Topics, string Reason)> Unbound { get; init; }
}

/// <summary>A binding that was made of what was heard.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Filter">What it listens to.</param>
/// <param name="Family">The family of devices; null where none is known.</param>
/// <param name="Points">Points that the recorded messages lead to.</param>
/// <param name="Rejected">Dead letters that they lead to.</param>
public sealed record DiscoveredBinding(string Name, string Filter, string? Family, int Points, int Rejected);
