using EventEdge.Hosting.Process;

namespace EventEdge.Hosting.Access;

/// <summary>Security is configured in a way that cannot be; the message is one line for the person who started the node.</summary>
public sealed class SecurityException(string message, Exception? inner = null) : NodeStartException(message, inner);
