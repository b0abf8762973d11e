namespace EventEdge.Hosting.Process;

/// <summary>A node cannot start; the message is one line for the person who started it, and says what to do.</summary>
public class NodeStartException(string message, Exception? inner = null) : Exception(message, inner);
