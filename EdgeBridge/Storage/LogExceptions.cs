namespace EventEdge.EdgeBridge.Storage;

/// <summary>
/// The disk failed in a way that leaves unknown what is on it. The log takes nothing more until it is opened again; reading goes on.
/// </summary>
internal sealed class LogFailedException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>The disk has no room for another segment. Nothing is lost or in doubt: appending works again as soon as there is room.</summary>
internal sealed class LogFullException(string message) : IOException(message);

/// <summary>The log cannot be opened: in use, written by a newer version, or not accessible. The message is one line for a person.</summary>
internal sealed class LogOpenException(string message, Exception? inner = null) : IOException(message, inner);
