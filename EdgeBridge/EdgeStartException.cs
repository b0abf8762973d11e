using EventEdge.Hosting.Process;

namespace EventEdge.EdgeBridge;

/// <summary>The node cannot start; the message is one line that says what to do.</summary>
public sealed class EdgeStartException(string message, Exception? inner = null) : NodeStartException(message, inner);
