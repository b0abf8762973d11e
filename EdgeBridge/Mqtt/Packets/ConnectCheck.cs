using System.Buffers.Binary;

namespace EventEdge.EdgeBridge.Mqtt.Packets;

/// <summary>Holds a CONNECT packet to the letter: names, flags, and that what the flags announce is there and nothing else.</summary>
internal static class ConnectCheck
{
    private const int Reserved = 0x01;
    private const int CleanSession = 0x02;
    private const int Will = 0x04;
    private const int WillQos = 0x18;
    private const int WillRetain = 0x20;
    private const int Password = 0x40;
    private const int User = 0x80;
    private const int Bridge = 0x80;

    /// <summary>
    /// Return code of MQTT 3.1.1 with which the packet is to be refused: 1 for a version nobody here speaks, 2 for a client without a name
    /// that wants to be remembered [MQTT-3.1.3-8]; 0 when nothing speaks against it.
    /// </summary>
    /// <exception cref="MqttFaultException">It is not CONNECT, or a malformed one.</exception>
    public static byte RefusalOf(in RawPacket packet)
    {
        if (packet.Header >> 4 != 1) throw MqttFaultException.Protocol("the first packet is not CONNECT");
        PacketCheck.RequireFlags(packet, 0);
        var body = new WireReader(packet.Body);
        var name = body.Text();
        var level = body.Byte();
        if (level is (3 | Bridge) or (4 | Bridge)) level -= Bridge;
        if (!name.SequenceEqual("MQTT"u8) && !name.SequenceEqual("MQIsdp"u8)) throw MqttFaultException.Protocol("the protocol is not MQTT");
        if (name.Length == 4 ? level is not (4 or 5) : level != 3) return 1;
        return IsNameless(ref body, isVersion5: level == 5) ? (byte)2 : (byte)0;
    }

    /// <summary>
    /// Takes the bit with which Mosquitto's bridges mark themselves out of a CONNECT's body that was checked, so that what is left is the
    /// version: 3.1 or 3.1.1. False when it was not there.
    /// </summary>
    public static bool TakeBridgeFlag(Span<byte> body)
    {
        ref var level = ref body[2 + BinaryPrimitives.ReadUInt16BigEndian(body)];
        if ((level & Bridge) == 0) return false;
        level -= Bridge;
        return true;
    }

    private static bool IsNameless(ref WireReader body, bool isVersion5)
    {
        var flags = body.Byte();
        CheckFlags(flags, isVersion5);
        body.UInt16();
        if (isVersion5) PropertyCheck.Check(ref body, PropertyScope.Connect);
        var isNameless = body.Text().IsEmpty && (flags & CleanSession) == 0 && !isVersion5;
        if ((flags & Will) != 0)
        {
            if (isVersion5) PropertyCheck.Check(ref body, PropertyScope.Will);
            body.Text();
            body.Binary();
        }

        if ((flags & User) != 0) body.Text();
        if ((flags & Password) != 0) body.Binary();
        body.RequireEnd();
        return isNameless;
    }

    private static void CheckFlags(byte flags, bool isVersion5)
    {
        if ((flags & Reserved) != 0) throw MqttFaultException.Malformed("the reserved flag of CONNECT is set");
        if ((flags & Will) == 0 && (flags & (WillQos | WillRetain)) != 0)
            throw MqttFaultException.Malformed("flags of a will without a will");
        if ((flags & WillQos) == WillQos) throw MqttFaultException.Malformed("a will with QoS 3");
        if (!isVersion5 && (flags & (User | Password)) == Password) throw MqttFaultException.Malformed("a password without a user name");
    }
}
