using EventEdge.Contracts.Measurements;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Outbox.Queues;

/// <summary>What happens to one class of the outbox.</summary>
internal static partial class QueueTelemetry
{
    /// <summary>Sending it would make it count twice should it be merged later.</summary>
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Results of {Queue} wait until the disk takes something: it could not remember that they were sent ({Reason})")]
    public static partial void HeldOnDisk(this ILogger logger, DeliveryClass queue, string reason);
}
