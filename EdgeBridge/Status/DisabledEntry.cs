namespace EventEdge.EdgeBridge.Status;

/// <summary>A binding that must not run: its events become dead letters.</summary>
/// <param name="Binding">Its name.</param>
/// <param name="Reason">Why, in one sentence that says what to do.</param>
public sealed record DisabledEntry(string Binding, string Reason);
