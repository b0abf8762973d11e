namespace EventEdge.FunctionDispatcher.Formats;

/// <summary>Whose results are written.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Binding">The binding's name.</param>
public sealed record ResultOrigin(string Node, string Binding);
