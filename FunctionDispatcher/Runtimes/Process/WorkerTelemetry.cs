using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>What worker processes do.</summary>
internal static partial class WorkerTelemetry
{
    [LoggerMessage(1, LogLevel.Information, "Worker {ProcessId} of binding {Binding} started: {Command}")]
    public static partial void Started(ILogger logger, int processId, string binding, string command);

    [LoggerMessage(2, LogLevel.Information, "Worker {ProcessId} of binding {Binding} stopped: {Reason}")]
    public static partial void Stopped(ILogger logger, int processId, string binding, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Workers of binding {Binding} can read what the node's user can: this kernel has no Landlock")]
    public static partial void Unconfined(ILogger logger, string binding);

    [LoggerMessage(
        4, LogLevel.Information,
        "Workers of binding {Binding} cannot read what is made in {Folder} itself while they run, as hidden files of the node lie in it; "
        + "they are replaced within seconds. Give the node's data another place (--data), or let functions write into a folder below")]
    public static partial void SeesOldFilesOnly(ILogger logger, string binding, string folder);

    [LoggerMessage(
        5, LogLevel.Warning, "The processes of a worker of binding {Binding} could not be looked at, tried again every second: {Reason}")]
    public static partial void ProcessesUnknown(ILogger logger, string binding, string reason);
}
