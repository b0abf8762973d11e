using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes.Container.Engines;

/// <summary>What containers say about themselves.</summary>
internal static partial class ContainerTelemetry
{
    [LoggerMessage(40, LogLevel.Information, "Container {Container} of binding {Binding} started from image {Image}")]
    public static partial void Started(ILogger logger, string container, string binding, string image);

    [LoggerMessage(41, LogLevel.Information, "Container {Container} of binding {Binding} stopped: {Reason}")]
    public static partial void Stopped(ILogger logger, string container, string binding, string reason);

    [LoggerMessage(42, LogLevel.Warning, "Binding {Binding} runs its container with less isolation: {What}")]
    public static partial void Weakened(ILogger logger, string binding, string what);

    [LoggerMessage(43, LogLevel.Warning, "{Count} containers that an earlier run of this node left behind were removed")]
    public static partial void LeftoversRemoved(ILogger logger, int count);

    [LoggerMessage(44, LogLevel.Information, "Image {Image} is being fetched")]
    public static partial void Fetching(ILogger logger, string image);

    [LoggerMessage(45, LogLevel.Warning, "Image {Image} could not be fetched: {Reason}")]
    public static partial void FetchFailed(ILogger logger, string image, string reason);

    [LoggerMessage(47, LogLevel.Warning, "Binding {Binding} has no container engine yet: {Reason}")]
    public static partial void NotPrepared(ILogger logger, string binding, string reason);

    [LoggerMessage(
        48, LogLevel.Warning, "Containers that an earlier run of this node may have left behind cannot be removed yet: {Reason}")]
    public static partial void LeftoversStay(ILogger logger, string reason);

    [LoggerMessage(49, LogLevel.Warning, "{File}, which says whether containers may be left behind, cannot be changed: {Reason}")]
    public static partial void MarkFailed(ILogger logger, string file, string reason);

    [LoggerMessage(46, LogLevel.Warning, "Container {Container} could not be removed: {Reason}")]
    public static partial void RemovalFailed(ILogger logger, string container, string reason);
}
