namespace EventEdge.EdgeBridge.Storage;

/// <summary>
/// The log was closed, or is broken, before the record was known to be durable. It takes nothing more until it is opened again.
/// </summary>
internal sealed class LogFailedException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>The disk is full or refuses. Nothing is lost or in doubt: appending works again as soon as the disk does.</summary>
internal sealed class LogStalledException(string message) : IOException(message);

/// <summary>
/// The log cannot be opened: in use, written by a newer version, or not accessible. The message is one line for a person.
/// </summary>
internal sealed class LogOpenException(string message, Exception? inner = null) : IOException(message, inner);
