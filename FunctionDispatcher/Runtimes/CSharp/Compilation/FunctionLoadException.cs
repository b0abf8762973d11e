namespace EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

/// <summary>A C# function cannot be used; the message says why in one sentence.</summary>
/// <param name="message">The sentence.</param>
/// <param name="cause">What led to it, if anything.</param>
public sealed class FunctionLoadException(string message, Exception? cause = null) : Exception(message, cause);
