using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>
/// Makes the calls of one binding. Every call submitted ends in one <see cref="CallCompletion"/> at the <see cref="CallInbox"/>, in the
/// order of submission, unless the caller is disposed first.
/// </summary>
internal interface ICaller : IDisposable
{
    /// <summary>What the function's instances do and cost; null where nothing is known of it.</summary>
    FunctionUsage? Usage => null;

    /// <summary>What is wrong with the function, beyond single events; null when nothing is.</summary>
    string? Trouble => null;

    /// <summary>Takes a call on. Never waits: whoever submits keeps the number of calls under way bounded.</summary>
    void Submit(CallId call, ReadOnlyMemory<byte> input);
}
