namespace EventEdge.FunctionDispatcher.Runtimes.Pools;

/// <summary>
/// One running function: a process, a module, a container. Answers calls, as many at a time as <c>scale.concurrency</c> says, which is one
/// unless the runtime allows more. Life: constructed starting, calls, Stop or Retire; one that has ended is never used again.
/// </summary>
internal interface IFunctionInstance
{
    /// <summary>Whether it may be given another call.</summary>
    bool IsRunning { get; }

    /// <summary>Why a new one has to take its place before the next call; null while it may go on.</summary>
    string? Outdated => null;

    /// <summary>Completes when nothing is left of it and what it took of the node is free again. Never faults.</summary>
    Task Gone { get; }

    /// <summary>
    /// Makes a call, which waits until the instance is ready. Every way it can fail is an answer; cancelled, the instance is stopped.
    /// </summary>
    ValueTask<FunctionAnswer> CallAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation);

    /// <summary>Gets it ready before there is a call. Those that start by themselves have nothing to do. Must not wait.</summary>
    void Warm()
    {
    }

    /// <summary>Ends it at once, with everything it started, and whatever call is under way.</summary>
    void Stop(string reason);

    /// <summary>Lets a idle instance end by itself; stops it where it does not.</summary>
    void Retire(string reason);
}
