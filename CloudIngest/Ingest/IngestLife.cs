namespace EventEdge.CloudIngest.Ingest;

/// <summary>Whether the loops of the cloud ingest run. One that has ended by itself does not come back: the process has to.</summary>
internal sealed class IngestLife
{
    private readonly TaskCompletionSource<string> _died = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes, with the reason, when a loop has ended that should not have.</summary>
    public Task<string> Died => _died.Task;

    /// <summary>Runs a loop; when it ends otherwise than by being stopped, everybody who looks knows.</summary>
    public async Task RunAsync(string loop, Func<CancellationToken, Task> run, CancellationToken stop)
    {
        try
        {
            await run(stop);
            if (!stop.IsCancellationRequested) _died.TrySetResult($"the {loop} has ended by itself");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped.
        }
        catch (Exception error)
        {
            _died.TrySetResult($"the {loop} has ended: {error.GetType().Name}: {error.Message}");
            throw;
        }
    }
}
