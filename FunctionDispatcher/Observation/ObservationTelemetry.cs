using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>What observation says about itself.</summary>
internal static partial class ObservationTelemetry
{
    [LoggerMessage(1, LogLevel.Warning, "The observer {Observer} failed at stage {Stage} and is not called any more; the node goes on")]
    public static partial void ObserverFailed(ILogger logger, Exception error, string observer, Stage stage);
}
