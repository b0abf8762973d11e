using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.Hosting.Process;

/// <summary>
/// Ends a host once a part of a node has ended that nothing but a new process brings back: a supervisor then starts it again.
/// </summary>
internal static partial class ProcessEnd
{
    /// <param name="died">Completes with the reason.</param>
    /// <param name="lifetime">The host; null where whoever started the node watches it.</param>
    /// <param name="log">Told the reason.</param>
    public static void Follow(Task<string> died, IHostApplicationLifetime? lifetime, ILogger log)
    {
        if (lifetime is null) return;
        _ = died.ContinueWith(
            ended =>
            {
                if (lifetime.ApplicationStopping.IsCancellationRequested) return;
                Environment.ExitCode = 1;
                Ends(log, ended.Result);
                lifetime.StopApplication();
            },
            CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    [LoggerMessage(LogLevel.Critical, "{Reason}: the process ends, to be started again")]
    private static partial void Ends(ILogger log, string reason);
}
