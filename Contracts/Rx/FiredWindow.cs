using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Rx;

/// <summary>A window that fired.</summary>
/// <param name="Bounds">Which window, and which revision of it.</param>
/// <param name="Result">The measurements of its state as it stood when it fired.</param>
public sealed record FiredWindow(WindowBounds Bounds, IReadOnlyList<Measurement> Result);
