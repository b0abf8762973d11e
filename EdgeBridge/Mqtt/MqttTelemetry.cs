using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>The log lines of the MQTT listeners.</summary>
internal static partial class MqttTelemetry
{
    [LoggerMessage(LogLevel.Information, "MQTT broker listens on {Host}:{Port} ({Transport})")]
    public static partial void BrokerListens(this ILogger logger, MqttTransport transport, string host, int port);

    [LoggerMessage(LogLevel.Information, "MQTT clients are not asked who they are, so the broker listens on loopback only")]
    public static partial void AsksNobody(this ILogger logger);

    [LoggerMessage(LogLevel.Warning, "client {Peer} was cut off: {Reason}")]
    public static partial void ClientCutOff(this ILogger logger, string peer, string reason);

    [LoggerMessage(LogLevel.Warning, "client {Peer} {ClientId} was refused: {Reason}")]
    public static partial void ClientRefused(this ILogger logger, string peer, string clientId, string reason);

    [LoggerMessage(LogLevel.Warning, "a message of client {Peer} could not be made durable: not acknowledged, connection closed")]
    public static partial void AcknowledgementWithheld(this ILogger logger, Exception? error, string peer);

    [LoggerMessage(LogLevel.Debug, "a message of client {Peer} was refused: not acknowledged, connection closed")]
    public static partial void Refused(this ILogger logger, string peer);

    [LoggerMessage(LogLevel.Error, "taking a packet of client {Peer} failed: connection closed")]
    public static partial void MessageFailed(this ILogger logger, Exception error, string peer);

    [LoggerMessage(LogLevel.Warning, "the will of client {ClientId} could not be taken")]
    public static partial void WillNotTaken(this ILogger logger, Exception? error, string clientId);

    [LoggerMessage(LogLevel.Warning,
        "connection of {Peer} {ClientId} refused: {Limit} are open already (--mqtt-connections, --mqtt-address-connections)")]
    public static partial void ConnectionRefused(this ILogger logger, string peer, string clientId, int limit);

    [LoggerMessage(LogLevel.Error, "accepting MQTT connections failed")]
    public static partial void AcceptFailed(this ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Warning, "a message for local subscribers on {Topic} was not published")]
    public static partial void NotPublished(this ILogger logger, Exception? error, string topic);

    [LoggerMessage(LogLevel.Warning, "retained messages are full ({Count} topics, {Bytes} bytes): "
        + "{Topic} and others without room have no retained value until there is room again (--mqtt-retained-limit, --mqtt-user-share)")]
    public static partial void RetainedFull(this ILogger logger, string topic, int count, long bytes);

    [LoggerMessage(LogLevel.Warning,
        "{Left} retained messages on disk are over today's limits ({CountLimit} topics, {BytesLimit} bytes) and are not served")]
    public static partial void RetainedLeft(this ILogger logger, int left, int countLimit, long bytesLimit);

    [LoggerMessage(
        LogLevel.Error, "{Count} retained messages could not be saved; tried again until the disk takes them, and not acknowledged before")]
    public static partial void RetainedNotSaved(this ILogger logger, Exception error, int count);

    [LoggerMessage(LogLevel.Warning, "the MQTT session of {ClientId} is full: its oldest messages are dropped (--mqtt-session-limit)")]
    public static partial void SessionDrops(this ILogger logger, string clientId);

    [LoggerMessage(LogLevel.Warning, "the MQTT session of {ClientId} has lost {Count} messages before it connected again")]
    public static partial void SessionHasLost(this ILogger logger, string clientId, long count);

    [LoggerMessage(
        LogLevel.Warning, "the MQTT session of {ClientId} was given up with {Count} messages to make room for others of its user")]
    public static partial void SessionEvicted(this ILogger logger, string clientId, int count);

    [LoggerMessage(LogLevel.Warning, "MQTT sessions ({Whose}) could not be kept on disk: a restart will not know them")]
    public static partial void SessionsNotPersisted(this ILogger logger, Exception error, string whose);

    [LoggerMessage(LogLevel.Information, "connected to MQTT broker {Host}:{Port}, session present: {SessionPresent}")]
    public static partial void SessionUp(this ILogger logger, string host, int port, bool sessionPresent);

    [LoggerMessage(LogLevel.Warning, "no session at MQTT broker {Host}:{Port}: {Reason}; next attempt in {Delay}")]
    public static partial void SessionDown(this ILogger logger, string host, int port, string reason, TimeSpan delay);

    [LoggerMessage(
        LogLevel.Warning,
        "{Count} QoS 0 messages of the broker were dropped so far: they come faster than they are handled (QoS 1 loses none)")]
    public static partial void QosZeroDropped(this ILogger logger, long count);

    [LoggerMessage(LogLevel.Warning, "a message from the broker was passed over: {Reason}")]
    public static partial void MessagePassedOver(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "the broker refused the subscription to {Filter}: {Reason}")]
    public static partial void SubscriptionRefused(this ILogger logger, string filter, string reason);

    [LoggerMessage(LogLevel.Warning, "the broker grants QoS {Granted} for {Filter}, not {Wanted}: what comes by it is no safer than that")]
    public static partial void SubscriptionLowered(this ILogger logger, string filter, int granted, int wanted);

    [LoggerMessage(LogLevel.Warning,
        "what the session was subscribed to cannot be read from {Path}: {Reason}; subscriptions of former bindings may stay at the broker")]
    public static partial void SubscriptionsNotRead(this ILogger logger, string path, string reason);

    [LoggerMessage(LogLevel.Warning, "what the session is subscribed to cannot be saved in {Path}: {Reason}; after a restart, "
        + "subscriptions of former bindings may stay at the broker")]
    public static partial void SubscriptionsNotSaved(this ILogger logger, string path, string reason);

    [LoggerMessage(LogLevel.Information, "former subscriptions are kept until the next connection: {Reason}")]
    public static partial void SubscriptionsUnsettled(this ILogger logger, string reason);

    [LoggerMessage(
        LogLevel.Warning, "MQTT broker {Host}:{Port} has lost this node's session: what it queued while the node was away is gone")]
    public static partial void SessionLost(this ILogger logger, string host, int port);

    [LoggerMessage(LogLevel.Warning, "the broker refuses a message on {Topic}: {Reason}")]
    public static partial void PublishRefused(this ILogger logger, string topic, string reason);

    [LoggerMessage(
        LogLevel.Warning, "a loop over brokers: a message on {Topic} has come over {Hops} nodes, more than {Limit}, and is refused")]
    public static partial void LoopRefused(this ILogger logger, string topic, int hops, int limit);
}
