namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>A function that is declared cannot be used; the message says why in one sentence.</summary>
internal sealed class FunctionUnusableException(string message, Exception? cause = null) : Exception(message, cause);
