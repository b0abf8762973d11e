using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Sparkplug;

/// <summary>The log lines of what the node is for others in Sparkplug.</summary>
internal static partial class SparkplugTelemetry
{
    [LoggerMessage(LogLevel.Information, "Sparkplug host application {Host} is online")]
    public static partial void HostIsOnline(this ILogger logger, string host);

    [LoggerMessage(LogLevel.Information,
        "Sparkplug edge node {Node} is born: connection {Connection}, {Devices} devices, {Metrics} metrics")]
    public static partial void NodeIsBorn(this ILogger logger, string node, int connection, int devices, int metrics);

    [LoggerMessage(LogLevel.Information, "Sparkplug edge node {Node} waits for the host application {Host}")]
    public static partial void WaitsForHost(this ILogger logger, string node, string host);

    [LoggerMessage(LogLevel.Warning, "Sparkplug {Name} is not connected, tried again in {Pause}: {Reason}")]
    public static partial void PresenceLost(this ILogger logger, string name, string reason, TimeSpan pause);

    [LoggerMessage(LogLevel.Debug, "the broker was not told on {Topic} that it is over, and publishes the will")]
    public static partial void NotLeft(this ILogger logger, Exception error, string topic);

    [LoggerMessage(LogLevel.Error,
        "numbers of Sparkplug connections cannot be kept in {Path}: {Reason}; after a restart deaths of now may be taken for later ones")]
    public static partial void NumbersNotKept(this ILogger logger, string path, string reason);

    [LoggerMessage(LogLevel.Warning, "Sparkplug edge node {Node} has given up {Count} results so far: {Reason}")]
    public static partial void ResultsLost(this ILogger logger, string node, long count, string reason);
}
