using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>What calling functions says about itself.</summary>
internal static partial class InvocationTelemetry
{
    [LoggerMessage(1, LogLevel.Error, "The function of binding {Binding} is still running after its timeout of {Timeout}; code in the node's process cannot be stopped")]
    public static partial void Overdue(ILogger logger, string binding, TimeSpan timeout);
}
