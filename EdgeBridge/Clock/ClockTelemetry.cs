using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Clock;

/// <summary>What the node says of the machine's clock.</summary>
internal static partial class ClockTelemetry
{
    [LoggerMessage(LogLevel.Warning, "The machine's clock jumped {By}: times go on from before that until it has stood for {Seconds} s")]
    public static partial void Jumped(ILogger logger, string by, double seconds);

    [LoggerMessage(LogLevel.Information, "The machine's clock is right again: nothing was dated {By}")]
    public static partial void CameBack(ILogger logger, string by);

    [LoggerMessage(LogLevel.Warning,
        "The machine's clock has stood {By} for {Seconds} s: readings without a time of their own are dated by it from now on")]
    public static partial void Followed(ILogger logger, string by, double seconds);

    [LoggerMessage(LogLevel.Warning, "The machine's clock was set {By}: readings without a time of their own are dated from {Before} on, "
        + "and stay as far ahead until none comes for as long")]
    public static partial void SetBack(ILogger logger, string by, DateTimeOffset before);

    [LoggerMessage(
        LogLevel.Information, "The machine's clock was set for the first time, to {Time}: readings that waited for that are dated now")]
    public static partial void SetFirst(ILogger logger, DateTimeOffset time);
}
