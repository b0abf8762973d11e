namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>A binding that journalled messages have passed by.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Position">The last journal position it has taken.</param>
public readonly record struct LaggingBinding(string Name, long Position);
