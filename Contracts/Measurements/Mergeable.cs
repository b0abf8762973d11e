namespace EventEdge.Contracts.Measurements;

/// <summary>The state behind the result of a tumbling window.</summary>
/// <param name="Width">Length of the windows as declared; a merged result keeps it, so that it can be merged again on the same grid.</param>
/// <param name="Lateness">How far the series must have moved beyond a window's end before no correction of it can follow.</param>
/// <param name="State">See <see cref="Measurement.State"/>; never empty.</param>
public sealed record Mergeable(TimeSpan Width, TimeSpan Lateness, ReadOnlyMemory<byte> State);
