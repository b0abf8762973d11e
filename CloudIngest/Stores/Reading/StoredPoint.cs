using EventEdge.Contracts.Events;

namespace EventEdge.CloudIngest.Stores.Reading;

/// <summary>A point as a store gives it back.</summary>
/// <param name="Time">The window's start, or the event's time.</param>
/// <param name="Tags">Tags in ordinal order, the node among them.</param>
/// <param name="Fields">Fields.</param>
/// <param name="Revision">0 for a first result, more for corrections.</param>
/// <param name="WindowEnd">The window's end, exclusive; null where there is no window.</param>
/// <param name="Partial">Whether a live change closed the window early.</param>
/// <param name="Node">The edge node it came from.</param>
/// <param name="Binding">The binding that produced it.</param>
public sealed record StoredPoint(
    DateTimeOffset Time, IReadOnlyList<KeyValuePair<string, string>> Tags, IReadOnlyList<KeyValuePair<string, FieldValue>> Fields,
    int Revision, DateTimeOffset? WindowEnd, bool Partial, string Node, string Binding);
