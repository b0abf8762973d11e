using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge;

/// <summary>What the edge node says about itself.</summary>
internal static partial class EdgeTelemetry
{
    [LoggerMessage(1, LogLevel.Information, "Edge node {Node} is up: MQTT {Endpoint}, {Bindings} bindings, data in {Directory}")]
    public static partial void Started(ILogger logger, string node, string endpoint, int bindings, string directory);

    [LoggerMessage(2, LogLevel.Information, "Replaying the journal from {From}: {Waiting} records behind")]
    public static partial void Replaying(ILogger logger, long from, long waiting);

    [LoggerMessage(3, LogLevel.Information, "Configuration in force: {Bindings}")]
    public static partial void Applied(ILogger logger, string bindings);

    [LoggerMessage(4, LogLevel.Error, "Configuration not taken, the previous one goes on: {Problems}")]
    public static partial void NotApplied(ILogger logger, string problems);

    [LoggerMessage(5, LogLevel.Error, "{Count} dead letters could not be kept: {Reason}")]
    public static partial void DeadLettersLost(ILogger logger, int count, string reason);

    [LoggerMessage(6, LogLevel.Warning, "{Count} local results could not be handed to the MQTT broker so far")]
    public static partial void LocalResultsLost(ILogger logger, long count);

    [LoggerMessage(7, LogLevel.Error, "Saving the state failed, tried again every {Delay} until it works: {Reason}")]
    public static partial void CheckpointFailed(ILogger logger, TimeSpan delay, string reason);

    [LoggerMessage(13, LogLevel.Error, "Messages are refused, and their senders keep them, until the disk takes them: {Reason}")]
    public static partial void Refuses(ILogger logger, string reason);

    [LoggerMessage(
        18, LogLevel.Warning, "A message of {Bytes} bytes on {Topic} is given up, with a dead letter: no segment of the journal holds it")]
    public static partial void TooLarge(ILogger logger, string topic, int bytes);

    [LoggerMessage(14, LogLevel.Information, "Messages are taken again; {Count} were refused meanwhile")]
    public static partial void TakesAgain(ILogger logger, long count);

    [LoggerMessage(8, LogLevel.Critical, "The dispatch loop stopped: {Reason}")]
    public static partial void LoopFailed(ILogger logger, Exception error, string reason);

    [LoggerMessage(13, LogLevel.Critical, "The node died while binding {Binding} took journal position {Position}, time {Count}; "
        + "after {Most} the binding is disabled: {Cause}")]
    public static partial void Died(ILogger logger, string binding, long position, int count, int most, string cause);

    [LoggerMessage(14, LogLevel.Warning, "Should this start end while it reads the journal again, the next will not know: {Reason}")]
    public static partial void ReplayNotCounted(ILogger logger, string reason);

    [LoggerMessage(17, LogLevel.Warning, "The last start ended while it read the journal again: this one notes what it takes, "
        + "and works with one thread instead of {Workers} until it is started again")]
    public static partial void StartsCarefully(ILogger logger, int workers);

    [LoggerMessage(12, LogLevel.Error, "The bindings file is not followed any more, start the node again to have edits counted: {Reason}")]
    public static partial void WatchFailed(ILogger logger, Exception error, string reason);

    [LoggerMessage(10, LogLevel.Critical, "The function of binding {Binding} has been running for {Limit}: the node has to start again. "
        + "Time {Count} within an hour; after {Most} the binding is disabled")]
    public static partial void Hangs(ILogger logger, string binding, string limit, int count, int most);

    [LoggerMessage(11, LogLevel.Error, "That the function of binding {Binding} hangs could not be kept for the next start: {Reason}")]
    public static partial void HangNotPersisted(ILogger logger, string binding, string reason);

    [LoggerMessage(9, LogLevel.Error, "The {Part} of {Directory} is gone or cut short. The node goes on with what is there; "
        + "to have the rest back, stop it and restore the whole directory from one copy. {Reason}")]
    public static partial void PartLost(ILogger logger, string part, string directory, string reason);

    [LoggerMessage(10, LogLevel.Error, "The loss of the {Part} could not be entered in the ledger: {Reason}")]
    public static partial void LossNotRecorded(ILogger logger, string part, string reason);
}
