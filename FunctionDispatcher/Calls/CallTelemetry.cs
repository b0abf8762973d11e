using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>What calls outside the process say about themselves.</summary>
internal static partial class CallTelemetry
{
    [LoggerMessage(1, LogLevel.Warning, "A call of binding {Binding} failed: {Reason}")]
    public static partial void AttemptFailed(ILogger logger, string binding, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The circuit of binding {Binding} is {State}")]
    public static partial void CircuitMoved(ILogger logger, string binding, string state);

    [LoggerMessage(3, LogLevel.Information, "{Binding}: {Line}")]
    public static partial void Wrote(ILogger logger, string binding, string line);

    [LoggerMessage(4, LogLevel.Information, "{Binding}: further lines are not logged for {Pause}")]
    public static partial void WroteTooMuch(ILogger logger, string binding, TimeSpan pause);

    [LoggerMessage(5, LogLevel.Information, "Worker {ProcessId} of binding {Binding} started: {Command}")]
    public static partial void Started(ILogger logger, int processId, string binding, string command);

    [LoggerMessage(7, LogLevel.Warning, "Workers of binding {Binding} can read what the node's user can: this kernel has no Landlock")]
    public static partial void Unconfined(ILogger logger, string binding);

    [LoggerMessage(8, LogLevel.Information, "Workers of binding {Binding} cannot read what is made in {Folder} itself while they run, as hidden files of the node lie in it; they are replaced within seconds. Give the node's data another place (--data), or let functions write into a folder below")]
    public static partial void SeesOldFilesOnly(ILogger logger, string binding, string folder);

    [LoggerMessage(
        9, LogLevel.Warning, "The processes of a worker of binding {Binding} could not be looked at, tried again every second: {Reason}")]
    public static partial void ProcessesUnknown(ILogger logger, string binding, string reason);

    [LoggerMessage(6, LogLevel.Information, "Worker {ProcessId} of binding {Binding} stopped: {Reason}")]
    public static partial void Stopped(ILogger logger, int processId, string binding, string reason);
}
