namespace EventEdge.EdgeBridge.Mqtt.Packets;

/// <summary>Holds a CONNECT packet to the letter: names, flags, and that what the flags announce is there and nothing else.</summary>
internal static class ConnectCheck
{
    private const int Reserved = 0x01;
    private const int Will = 0x04;
    private const int WillQos = 0x18;
    private const int WillRetain = 0x20;
    private const int Password = 0x40;
    private const int User = 0x80;

    /// <summary>Whether it is one; false is a version nobody here speaks, which deserves an answer.</summary>
    /// <exception cref="MqttFaultException">It is not CONNECT, or a malformed one.</exception>
    public static bool SpeaksKnownVersion(in RawPacket packet)
    {
        if (packet.Header >> 4 != 1) throw MqttFaultException.Protocol("the first packet is not CONNECT");
        PacketCheck.RequireFlags(packet, 0);
        var body = new WireReader(packet.Body);
        var name = body.Text();
        var level = body.Byte();
        if (!name.SequenceEqual("MQTT"u8) && !name.SequenceEqual("MQIsdp"u8)) throw MqttFaultException.Protocol("the protocol is not MQTT");
        return name.Length == 4 ? level is 4 or 5 : level == 3;
    }

    /// <summary>The rest of it.</summary>
    /// <exception cref="MqttFaultException">It is malformed.</exception>
    public static void Check(in RawPacket packet)
    {
        var body = new WireReader(packet.Body);
        body.Text();
        var isVersion5 = body.Byte() == 5;
        var flags = body.Byte();
        CheckFlags(flags, isVersion5);
        body.UInt16();
        if (isVersion5) PropertyCheck.Check(ref body, PropertyScope.Connect);
        body.Text();
        if ((flags & Will) != 0)
        {
            if (isVersion5) PropertyCheck.Check(ref body, PropertyScope.Will);
            body.Text();
            body.Binary();
        }

        if ((flags & User) != 0) body.Text();
        if ((flags & Password) != 0) body.Binary();
        body.RequireEnd();
    }

    private static void CheckFlags(byte flags, bool isVersion5)
    {
        if ((flags & Reserved) != 0) throw MqttFaultException.Malformed("the reserved flag of CONNECT is set");
        if ((flags & Will) == 0 && (flags & (WillQos | WillRetain)) != 0) throw MqttFaultException.Malformed("flags of a will without a will");
        if ((flags & WillQos) == WillQos) throw MqttFaultException.Malformed("a will with QoS 3");
        if (!isVersion5 && (flags & (User | Password)) == Password) throw MqttFaultException.Malformed("a password without a user name");
    }
}
