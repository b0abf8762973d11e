using EventEdge.Contracts.Measurements;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>How far a class of the outbox has come.</summary>
/// <param name="Class">The class.</param>
/// <param name="Acknowledged">Last record confirmed by the bus; 0 for none.</param>
/// <param name="Last">Last record committed; 0 for none.</param>
/// <param name="PointsWaiting">Points in the records between the two.</param>
public sealed record ClassPosition(DeliveryClass Class, long Acknowledged, long Last, long PointsWaiting);
