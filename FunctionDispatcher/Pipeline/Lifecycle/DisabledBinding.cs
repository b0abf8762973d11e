namespace EventEdge.FunctionDispatcher.Pipeline.Lifecycle;

/// <summary>A binding that takes its events without running: each is rejected, with a dead letter.</summary>
/// <param name="From">Journal position from which on; what lies before was taken while it ran, and a replay must take it alike.</param>
/// <param name="Reason">Why, in one sentence that says what to do.</param>
public sealed record DisabledBinding(long From, string Reason);
