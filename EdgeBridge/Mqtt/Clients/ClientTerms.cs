using MQTTnet.Packets;

namespace EventEdge.EdgeBridge.Mqtt.Clients;

/// <summary>What of a client's CONNECT matters as long as it is connected; the packet itself is not kept.</summary>
/// <param name="ClientId">Its name.</param>
/// <param name="IsCleanStart">It wants no earlier session.</param>
/// <param name="SessionExpirySeconds">How long the session is to be kept without a connection (MQTT 5).</param>
/// <param name="ReceiveMaximum">Most unacknowledged messages it takes; 0 where it does not say.</param>
/// <param name="PacketBytesLimit">Largest packet it takes; 0 for any.</param>
/// <param name="AliasLimit">Most topic aliases it takes.</param>
internal sealed record ClientTerms(
    string ClientId, bool IsCleanStart, uint SessionExpirySeconds, ushort ReceiveMaximum, uint PacketBytesLimit, ushort AliasLimit)
{
    /// <summary>Of nobody yet.</summary>
    public static ClientTerms None { get; } = new(string.Empty, true, 0, 0, 0, 0);

    /// <summary>Those of the packet.</summary>
    public static ClientTerms Of(MqttConnectPacket connect) => new(
        connect.ClientId, connect.CleanSession, connect.SessionExpiryInterval, connect.ReceiveMaximum, connect.MaximumPacketSize,
        connect.TopicAliasMaximum);
}
