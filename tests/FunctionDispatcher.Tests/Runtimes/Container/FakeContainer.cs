namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Container;

/// <summary>What an engine knows of a container.</summary>
internal sealed record FakeContainer(string Name, IReadOnlyDictionary<string, string> Labels)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource<string> _words = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _looks;

    public int ExitCode { get; private set; }

    /// <summary>Whether it had no memory left, which the engine learns apart from its end: told from the second look on.</summary>
    public bool RanOutOfMemory { get; private set; }

    /// <summary>Whether the engine knows by now that it had no memory left.</summary>
    public bool IsKnownToBeOutOfMemory => RanOutOfMemory && _ended.Task.IsCompleted && ++_looks > 1;

    /// <summary>Completes when it has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What it writes to its standard error, once it does.</summary>
    public Task<string> Words => _words.Task;

    /// <summary>It writes to its standard error, once.</summary>
    public void Write(string words) => _words.TrySetResult(words);

    public void End(int exitCode, bool ranOutOfMemory = false)
    {
        RanOutOfMemory = ranOutOfMemory;
        ExitCode = exitCode;
        _ended.TrySetResult();
    }
}
