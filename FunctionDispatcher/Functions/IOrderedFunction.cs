using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>
/// A keyed function for which the order of events by their own time counts. An event older than the latest of its key is late: it does not
/// reach the function, and is a dead letter as one that came after its window. A timestamp that cannot be used is in quarantine, so that
/// none makes all that follow late.
/// </summary>
internal interface IOrderedFunction : IKeyedFunction;
