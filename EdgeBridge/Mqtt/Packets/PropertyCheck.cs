using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Packets;

/// <summary>Where a client may put a property of MQTT 5.</summary>
[Flags]
internal enum PropertyScope
{
    None = 0,
    Connect = 1,
    Will = 2,
    Publish = 4,
    Subscribe = 8,
    Unsubscribe = 16,
    Acknowledgement = 32,
    Disconnect = 64,
}

/// <summary>The properties of an MQTT 5 packet, held to its table 2-4: known, allowed in that packet, once, and of a legal value.</summary>
internal static class PropertyCheck
{
    private const int AuthenticationMethod = 0x15;
    private const int AuthenticationData = 0x16;
    private const int SessionExpiry = 0x11;
    private const int TopicAlias = 0x23;
    private const int UserProperty = 0x26;
    private const PropertyScope Message = PropertyScope.Publish | PropertyScope.Will;
    private const PropertyScope Everywhere = (PropertyScope)127;

    private static readonly PropertyScope[] Allowed = Table();

    /// <summary>Steps over the properties.</summary>
    /// <exception cref="MqttFaultException">One of them is not as it should be.</exception>
    public static PropertyFindings Check(ref WireReader packet, PropertyScope scope)
    {
        var length = packet.VariableInteger();
        if (length == 0) return default;
        var properties = new WireReader(packet.Take(length));
        var seen = 0UL;
        ushort alias = 0;
        while (!properties.IsAtEnd)
        {
            var id = properties.VariableInteger();
            if (id >= Allowed.Length || (Allowed[id] & scope) == 0)
                throw MqttFaultException.Malformed($"property {id} does not belong there");
            if (id != UserProperty && (seen & (1UL << id)) != 0) throw MqttFaultException.Protocol($"property {id} is there twice");
            seen |= 1UL << id;
            if (id == TopicAlias) alias = ReadAlias(ref properties);
            else CheckValue(id, ref properties);
        }

        if ((seen & (1UL << AuthenticationData)) != 0 && (seen & (1UL << AuthenticationMethod)) == 0)
        {
            throw MqttFaultException.Protocol("authentication data without a method");
        }

        return new(alias, (seen & (1UL << SessionExpiry)) != 0);
    }

    private static PropertyScope[] Table()
    {
        var table = new PropertyScope[UserProperty + 2];
        foreach (var id in (int[])[0x01, 0x02, 0x03, 0x08, 0x09]) table[id] = Message;
        foreach (var id in (int[])[AuthenticationMethod, AuthenticationData, 0x17, 0x19, 0x21, 0x22, 0x27])
            table[id] = PropertyScope.Connect;
        table[0x0B] = PropertyScope.Subscribe;
        table[SessionExpiry] = PropertyScope.Connect | PropertyScope.Disconnect;
        table[0x18] = PropertyScope.Will;
        table[0x1F] = PropertyScope.Acknowledgement | PropertyScope.Disconnect;
        table[TopicAlias] = PropertyScope.Publish;
        table[UserProperty] = Everywhere;
        return table;
    }

    private static ushort ReadAlias(ref WireReader properties) => properties.UInt16() is var alias and not 0
        ? alias
        : throw new MqttFaultException(MqttDisconnectReasonCode.TopicAliasInvalid, "a topic alias is 0");

    private static void CheckValue(int id, ref WireReader properties)
    {
        switch (id)
        {
            case 0x01 or 0x17 or 0x19:
                Require(properties.Byte() <= 1, id);
                break;
            case 0x02 or SessionExpiry or 0x18:
                properties.UInt32();
                break;
            case 0x03 or AuthenticationMethod or 0x1F:
                properties.Text();
                break;
            case 0x08:
                Require(!properties.Text().ContainsAny((byte)'+', (byte)'#'), id);
                break;
            case 0x09 or AuthenticationData:
                properties.Binary();
                break;
            case 0x0B:
                Require(properties.VariableInteger() != 0, id);
                break;
            case 0x21:
                Require(properties.UInt16() != 0, id);
                break;
            case 0x22:
                properties.UInt16();
                break;
            case 0x27:
                Require(properties.UInt32() != 0, id);
                break;
            case UserProperty:
                properties.Text();
                properties.Text();
                break;
        }
    }

    private static void Require(bool condition, int id)
    {
        if (!condition) throw MqttFaultException.Protocol($"property {id} has an illegal value");
    }
}

/// <summary>What of a packet's properties matters beyond their being legal.</summary>
/// <param name="TopicAlias">The topic alias; 0 when there is none.</param>
/// <param name="NamesSessionExpiry">A session expiry interval is there, be it 0.</param>
internal readonly record struct PropertyFindings(ushort TopicAlias, bool NamesSessionExpiry);
