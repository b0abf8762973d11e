using EventEdge.FunctionDispatcher.Functions;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes.Container.Engines;

/// <summary>
/// Removes what a killed run left behind although no binding of this one has needed the engine yet. An engine that does not answer is asked
/// again, about half an hour long; then what is left waits for the first container or the next start.
/// </summary>
internal sealed class LeftoverSweep(ContainerEngine engine, TimeProvider time, ILogger logger)
{
    /// <summary>How often an engine is asked.</summary>
    public const int AttemptLimit = 11;

    /// <summary>The pause after the first attempt; each is twice as long as the one before.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>Tries until it is done, or not worth another try.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var pause = FirstPause;
        for (var attempt = 1; await ObstacleAsync(cancellation).ConfigureAwait(false) is { } obstacle; attempt++)
        {
            if (attempt == 1) ContainerTelemetry.LeftoversStay(logger, obstacle);
            if (attempt == AttemptLimit) return;
            await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<string?> ObstacleAsync(CancellationToken cancellation)
    {
        try
        {
            await engine.ClearAsync(cancellation).ConfigureAwait(false);
            return null;
        }
        catch (FunctionUnusableException unusable)
        {
            cancellation.ThrowIfCancellationRequested();
            return unusable.Message;
        }
    }
}
