using System.Threading.Channels;

namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>Where the ends of calls wait for the dispatch loop. Holds no more than the bindings have calls under way.</summary>
public sealed class CallInbox
{
    private readonly Channel<CallCompletion> _ended = Channel.CreateUnbounded<CallCompletion>(new() { SingleReader = true });

    /// <summary>Puts an end in; from any thread.</summary>
    internal void Post(CallCompletion completion) => _ended.Writer.TryWrite(completion);

    /// <summary>Looks at the oldest without taking it.</summary>
    public bool TryPeek(out CallCompletion completion) => _ended.Reader.TryPeek(out completion!);

    /// <summary>Takes the oldest.</summary>
    public bool TryTake(out CallCompletion completion) => _ended.Reader.TryRead(out completion!);

    /// <summary>Completes when one waits.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _ended.Reader.WaitToReadAsync(cancellation).AsTask();
}
