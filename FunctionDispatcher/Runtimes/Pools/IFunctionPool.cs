namespace EventEdge.FunctionDispatcher.Runtimes.Pools;

/// <summary>
/// Whatever runs one binding's function outside the dispatch loop. Calls come from any thread, several at once up to the number of
/// instances it declares. Life: any number of calls, Dispose, which stops every instance at once.
/// </summary>
internal interface IFunctionPool : IDisposable
{
    /// <summary>Calls that may be under way at once. 1 or more.</summary>
    int Concurrency { get; }

    /// <summary>What its instances do and cost; null where nothing is known of it.</summary>
    FunctionUsage? Usage => null;

    /// <summary>
    /// Makes one call. Every way it can fail is an answer, never an exception. On cancellation the instance is stopped by force and the
    /// answer is <see cref="FunctionFault.TimedOut"/>.
    /// </summary>
    ValueTask<FunctionAnswer> CallAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation);
}

/// <summary>What came of one attempt at a call.</summary>
/// <param name="Fault">How it failed; <see cref="FunctionFault.None"/> when it did not.</param>
/// <param name="Document">The answer as the function gave it; empty when there is none.</param>
/// <param name="Reason">Why it failed, in one sentence; null when it did not.</param>
/// <param name="Errors">The end of what the function wrote to its standard error, where the runtime has one.</param>
internal readonly record struct FunctionAnswer(FunctionFault Fault, ReadOnlyMemory<byte> Document, string? Reason, string Errors)
{
    /// <summary>An answer.</summary>
    public static FunctionAnswer Of(ReadOnlyMemory<byte> document) => new(FunctionFault.None, document, null, string.Empty);

    /// <summary>A failure.</summary>
    public static FunctionAnswer Failed(FunctionFault fault, string reason, string errors = "") => new(fault, default, reason, errors);
}

/// <summary>How an attempt at a call failed.</summary>
internal enum FunctionFault
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The function refused its input, in so many words.</summary>
    Refused,

    /// <summary>The function gave an answer that is none.</summary>
    Garbled,

    /// <summary>The function did not answer in time; its instance was stopped.</summary>
    TimedOut,

    /// <summary>The instance ended during the call.</summary>
    Crashed,

    /// <summary>No instance could be started: this says nothing about the input, which was not seen.</summary>
    Unavailable,
}
