using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>What calls outside the process say about themselves.</summary>
internal static partial class CallTelemetry
{
    [LoggerMessage(1, LogLevel.Warning, "A call of binding {Binding} failed: {Reason}")]
    public static partial void AttemptFailed(ILogger logger, string binding, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The circuit of binding {Binding} is {State}")]
    public static partial void CircuitMoved(ILogger logger, string binding, string state);
}
