namespace EventEdge.EdgeBridge.Uplink;

/// <summary>One life of the link as a token that fires when it is cut, and a task that completes when it is restored.</summary>
internal sealed class LinkMonitor : IDisposable
{
    private readonly CancellationTokenSource _cut = new();
    private readonly TaskCompletionSource _restored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LinkSwitch _link;

    public LinkMonitor(LinkSwitch link)
    {
        _link = link;
        Cut = _cut.Token;
        _link.Changed += Changed;
        if (link.IsCut) _cut.Cancel();
    }

    /// <summary>Fires when the link is cut, also when it was cut from the beginning.</summary>
    public CancellationToken Cut { get; }

    /// <summary>Completes when a cut link is whole again.</summary>
    public Task Restored => _restored.Task;

    /// <inheritdoc />
    public void Dispose() => _link.Changed -= Changed;

    private void Changed(bool cut)
    {
        if (!cut) _restored.TrySetResult();
        else if (!_cut.IsCancellationRequested) _cut.Cancel();
    }
}
