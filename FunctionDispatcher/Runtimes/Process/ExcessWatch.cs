using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>
/// Ends what a worker has too much of. A look that fails, as it does on a machine without descriptors, is made again at the next: it runs
/// on a thread of its own, where an exception would end the node. One caller at a time.
/// </summary>
/// <param name="look">Says what is too much; null while it is not.</param>
/// <param name="end">Ends the worker and all it started.</param>
/// <param name="binding">Whose worker it is.</param>
/// <param name="logger">Where a look that fails is told, once.</param>
internal sealed class ExcessWatch(Func<string?> look, Action end, string binding, ILogger logger)
{
    private bool _told;

    /// <summary>What it had too much of when it was ended for that; null while it had not.</summary>
    public string? Excess { get; private set; }

    /// <summary>Looks once.</summary>
    public void Look()
    {
        try
        {
            if (look() is not { } excess) return;
            Excess ??= excess;
            end();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!_told) WorkerTelemetry.ProcessesUnknown(logger, binding, failure.Message);
            _told = true;
        }
    }
}
