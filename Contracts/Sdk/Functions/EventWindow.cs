using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Functions;

/// <summary>A window and its events.</summary>
/// <param name="Bounds">Which window.</param>
/// <param name="Events">Its events in order of event time, equal times in order of arrival.</param>
public sealed record EventWindow(WindowBounds Bounds, IReadOnlyList<EdgeEvent> Events);
