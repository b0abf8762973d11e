using EventEdge.Hosting.Access;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>A client has done what ends its connection; MQTT 5 clients are told the reason.</summary>
/// <param name="reason">The reason code of the DISCONNECT packet.</param>
/// <param name="message">The same as one clause for the log.</param>
internal sealed class MqttFaultException(MqttDisconnectReasonCode reason, string message) : Exception(message)
{
    /// <summary>The reason code of the DISCONNECT packet.</summary>
    public MqttDisconnectReasonCode Reason { get; } = reason;

    /// <summary>What the audit log calls it. Default <see cref="AuditEvent.Limit"/>.</summary>
    public AuditEvent Event { get; private init; } = AuditEvent.Limit;

    /// <summary>The other side was told by what carries MQTT, and can be told no more.</summary>
    public bool IsTold { get; init; }

    /// <summary>The bytes are no packet.</summary>
    public static MqttFaultException Malformed(string message) => new(MqttDisconnectReasonCode.MalformedPacket, message);

    /// <summary>The packet may not come now, or not like this.</summary>
    public static MqttFaultException Protocol(string message) => new(MqttDisconnectReasonCode.ProtocolError, message);

    /// <summary>Nothing can be published to that.</summary>
    public static MqttFaultException BadTopic(string message) => new(MqttDisconnectReasonCode.TopicNameInvalid, message);

    /// <summary>It may not do that.</summary>
    public static MqttFaultException NotAuthorized(string message) => new(MqttDisconnectReasonCode.NotAuthorized, message);

    /// <summary>It was let in, and would not be any more.</summary>
    public static MqttFaultException NotWelcome(string message) =>
        new(MqttDisconnectReasonCode.NotAuthorized, message) { Event = AuditEvent.Connect };

    /// <summary>It takes more than its share.</summary>
    public static MqttFaultException OverQuota(string message) => new(MqttDisconnectReasonCode.QuotaExceeded, message);
}
