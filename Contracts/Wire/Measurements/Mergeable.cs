namespace EventEdge.Contracts.Measurements;

/// <summary>The state behind the result of a tumbling window.</summary>
/// <param name="Width">Length of the windows as declared; a merged result keeps it, so that it can be merged again on the same
/// grid.</param>
/// <param name="State">What the function knows of the window, as bytes that need neither the binding nor its code; never empty.</param>
public sealed record Mergeable(TimeSpan Width, ReadOnlyMemory<byte> State);
