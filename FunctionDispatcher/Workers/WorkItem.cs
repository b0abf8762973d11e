using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Workers;

/// <summary>One message for one binding, as the dispatch loop puts it on the list. Workers only read it.</summary>
/// <param name="Binding">The binding.</param>
/// <param name="Taken">The message as the binding took it.</param>
/// <param name="Index">Which message of the batch it is.</param>
/// <param name="Reader">Which worker reads it.</param>
internal readonly record struct WorkItem(RunningBinding Binding, TakenMessage Taken, int Index, int Reader);
