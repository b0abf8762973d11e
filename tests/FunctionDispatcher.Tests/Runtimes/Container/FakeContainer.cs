namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Container;

/// <summary>What an engine knows of a container.</summary>
internal sealed record FakeContainer(string Name, IReadOnlyDictionary<string, string> Labels)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int ExitCode { get; private set; }

    /// <summary>Completes when it has ended.</summary>
    public Task Ended => _ended.Task;

    public void End(int exitCode)
    {
        ExitCode = exitCode;
        _ended.TrySetResult();
    }
}
