using EventEdge.EdgeBridge.Downsampling;

namespace EventEdge.EdgeBridge.Outbox.Queues;

/// <summary>What a queue has to know of its surroundings.</summary>
/// <param name="Drops">Where its points are dropped, if they have to be.</param>
/// <param name="BacklogLimit">Unread records behind which fresh ones do not wait.</param>
/// <param name="Frontier">How far windows may have been merged, of all classes.</param>
/// <param name="IsDraining">Nothing is committed.</param>
/// <param name="WasPressed">What <see cref="OutboxPosition.Pressed"/> says.</param>
internal sealed record QueueContext(DropContext Drops, int BacklogLimit, MergeFrontier Frontier, bool IsDraining, bool WasPressed);
