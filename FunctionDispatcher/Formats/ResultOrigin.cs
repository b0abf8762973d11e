namespace EventEdge.FunctionDispatcher.Formats;

/// <summary>Whose results are written.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Binding">The binding's name.</param>
public sealed record ResultOrigin(string Node, string Binding)
{
    /// <summary>The names that the topic of its messages is filled with.</summary>
    public IReadOnlyList<string> TopicNames { get; init; } = [];
}
