using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.EdgeBridge.Status;

/// <summary>The instances of a function outside the node's process.</summary>
/// <param name="Binding">Whose function it is.</param>
/// <param name="Usage">What they did and cost since the binding began.</param>
public sealed record FunctionEntry(string Binding, FunctionUsage Usage);
