using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Announcements;

/// <summary>What the log says of announcements.</summary>
internal static partial class AnnouncementTelemetry
{
    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Limit} results are announced, as many as a node may: further ones, such as those of {Binding}, go on unannounced; "
            + "name the fields that are wanted in emit.discovery")]
    public static partial void Full(ILogger logger, int limit, string binding);
}
