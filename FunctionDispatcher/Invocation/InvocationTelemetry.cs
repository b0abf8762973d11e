using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>What calling functions says about itself.</summary>
internal static partial class InvocationTelemetry
{
    [LoggerMessage(1, LogLevel.Error,
        "The function of binding {Binding} is still running after its timeout of {Timeout}; code in the node's process cannot be stopped")]
    public static partial void Overdue(ILogger logger, string binding, TimeSpan timeout);

    [LoggerMessage(2, LogLevel.Error, "Binding {Binding} has {Keys} keys, as many as limits.keys allows: "
        + "events of further keys become dead letters (stage limit), those of known keys go on. Raise the limit, "
        + "or see who sends keys without end. Told at most once an hour")]
    public static partial void KeysFull(ILogger logger, string binding, int keys);
}
