using System.Text;
using EventEdge.EdgeBridge.Mqtt.Topics;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Packets;

/// <summary>
/// Holds a client's packets to the letter of MQTT 3.1.1 and 5 before anything is decoded: flags, lengths, strings, identifiers, properties.
/// PUBLISH is <see cref="PublishFrame"/>'s, CONNECT is <see cref="ConnectCheck"/>'s.
/// </summary>
internal static class PacketCheck
{
    /// <summary>Checks the packet; returns what its properties say.</summary>
    /// <exception cref="MqttFaultException">A client must not send that.</exception>
    public static PropertyFindings Check(in RawPacket packet, bool isVersion5)
    {
        var body = new WireReader(packet.Body);
        switch ((MqttControlPacketType)(packet.Header >> 4))
        {
            case MqttControlPacketType.PubAck or MqttControlPacketType.PubRec or MqttControlPacketType.PubComp:
                RequireFlags(packet, 0);
                CheckAcknowledgement(ref body, isVersion5);
                break;
            case MqttControlPacketType.PubRel:
                RequireFlags(packet, 2);
                CheckAcknowledgement(ref body, isVersion5);
                break;
            case MqttControlPacketType.Subscribe:
                RequireFlags(packet, 2);
                CheckSubscribe(ref body, isVersion5);
                break;
            case MqttControlPacketType.Unsubscribe:
                RequireFlags(packet, 2);
                CheckUnsubscribe(ref body, isVersion5);
                break;
            case MqttControlPacketType.PingReq:
                RequireFlags(packet, 0);
                body.RequireEnd();
                break;
            case MqttControlPacketType.Disconnect:
                RequireFlags(packet, 0);
                return CheckDisconnect(ref body, isVersion5);
            default:
                throw MqttFaultException.Protocol($"packet type {packet.Header >> 4} is not a client's to send, or not now");
        }

        return default;
    }

    /// <summary>Bits 3 to 0 of the first byte are reserved in all packets but PUBLISH [MQTT-2.1.3-1].</summary>
    public static void RequireFlags(in RawPacket packet, int flags)
    {
        if ((packet.Header & 0x0F) != flags) throw MqttFaultException.Malformed("reserved flags of the fixed header are set");
    }

    private static void CheckAcknowledgement(ref WireReader body, bool isVersion5)
    {
        body.PacketId();
        if (isVersion5 && !body.IsAtEnd) body.Byte();
        if (isVersion5 && !body.IsAtEnd) PropertyCheck.Check(ref body, PropertyScope.Acknowledgement);
        body.RequireEnd();
    }

    private static void CheckSubscribe(ref WireReader body, bool isVersion5)
    {
        body.PacketId();
        if (isVersion5) PropertyCheck.Check(ref body, PropertyScope.Subscribe);
        do
        {
            var filter = ReadFilter(ref body);
            CheckOptions(body.Byte(), filter, isVersion5);
        }
        while (!body.IsAtEnd);
    }

    private static void CheckOptions(byte options, TopicFilter filter, bool isVersion5)
    {
        if ((options & 3) == 3) throw MqttFaultException.Malformed("QoS 3 was asked for");
        if ((options & (isVersion5 ? 0xC0 : 0xFC)) != 0)
            throw MqttFaultException.Malformed("reserved bits of the subscription options are set");
        if ((options & 0x30) == 0x30) throw MqttFaultException.Protocol("retain handling 3 was asked for");
        if ((options & 4) != 0 && filter.Group is not null) throw MqttFaultException.Protocol("no local on a shared subscription");
    }

    private static void CheckUnsubscribe(ref WireReader body, bool isVersion5)
    {
        body.PacketId();
        if (isVersion5) PropertyCheck.Check(ref body, PropertyScope.Unsubscribe);
        do ReadFilter(ref body);
        while (!body.IsAtEnd);
    }

    private static TopicFilter ReadFilter(ref WireReader body)
    {
        if (body.IsAtEnd) throw MqttFaultException.Protocol("the packet names no topic filter");
        return TopicFilter.TryParse(Encoding.UTF8.GetString(body.Text()), out var filter)
            ? filter
            : throw new MqttFaultException(MqttDisconnectReasonCode.TopicFilterInvalid, "a topic filter is illegal");
    }

    private static PropertyFindings CheckDisconnect(ref WireReader body, bool isVersion5)
    {
        var findings = default(PropertyFindings);
        if (isVersion5 && !body.IsAtEnd) body.Byte();
        if (isVersion5 && !body.IsAtEnd) findings = PropertyCheck.Check(ref body, PropertyScope.Disconnect);
        body.RequireEnd();
        return findings;
    }
}
