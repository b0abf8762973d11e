namespace EventEdge.EdgeBridge.Status;

/// <summary>The timer of a binding.</summary>
/// <param name="Binding">Whose timer it is.</param>
/// <param name="Missed">Ticks left out because their time had passed, since the binding began.</param>
public sealed record TimerEntry(string Binding, long Missed);
