using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes;

/// <summary>What instances of functions outside the process write.</summary>
internal static partial class InstanceTelemetry
{
    [LoggerMessage(1, LogLevel.Information, "{Binding}: {Line}")]
    public static partial void Wrote(ILogger logger, string binding, string line);

    [LoggerMessage(2, LogLevel.Information, "{Binding}: further lines are not logged for {Pause}")]
    public static partial void WroteTooMuch(ILogger logger, string binding, TimeSpan pause);
}
