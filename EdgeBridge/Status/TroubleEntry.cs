namespace EventEdge.EdgeBridge.Status;

/// <summary>A binding whose function is not well.</summary>
/// <param name="Binding">Its name.</param>
/// <param name="Reason">What is wrong with its function: a call that hangs, or calls that fail one after the other.</param>
public sealed record TroubleEntry(string Binding, string Reason);
