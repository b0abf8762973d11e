namespace EventEdge.Contracts.Frames;

/// <summary>Consecutive outbox records that an edge still holds although later ones have left.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
public sealed record DeferredRange(long First, long Last);
