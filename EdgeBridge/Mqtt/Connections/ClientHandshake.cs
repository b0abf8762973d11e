using EventEdge.EdgeBridge.Mqtt.Packets;
using EventEdge.EdgeBridge.Security;
using EventEdge.Hosting.Access;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>What a client is asked before it is let in, and what it is told then: CONNECT and CONNACK.</summary>
internal sealed class ClientHandshake(DeviceEndpoint endpoint, DeviceLink link, PacketWire wire, ClientAccess access)
{
    private string? _assignedClientId;
    private ushort _serverKeepAlive;
    private volatile bool _isLoggingIn;

    /// <summary>It has said who it is; how long it takes to believe that is ours to say.</summary>
    public bool IsLoggingIn => _isLoggingIn;

    /// <summary>Lets a client in; null when it is not: then it was told why and let go.</summary>
    /// <exception cref="MqttFaultException">What it says of itself is malformed.</exception>
    public async ValueTask<Admission?> AdmitAsync(MqttConnectPacket connect)
    {
        if (connect.ClientId is { Length: > ushort.MaxValue }) throw MqttFaultException.Malformed("the client id is too long");
        if (string.IsNullOrEmpty(connect.ClientId) && (connect.CleanSession || wire.IsVersion5))
        {
            connect.ClientId = _assignedClientId = $"auto-{Guid.NewGuid():N}";
        }

        _isLoggingIn = true;
        var admission = await endpoint.Gate.AdmitAsync(LoginOf(connect)).ConfigureAwait(false);
        var answer = Answer(admission.Verdict);
        if (connect.AuthenticationMethod is not null) answer = MqttConnectReasonCode.BadAuthenticationMethod;
        if (answer == MqttConnectReasonCode.Success && connect.WillFlag) answer = JudgeWill(admission.Permissions, connect);
        if (answer == MqttConnectReasonCode.Success) return admission;
        endpoint.Gate.Leave(admission);
        await wire.PartAsync(new MqttConnAckPacket { ReasonCode = answer, ReturnCode = OldAnswer(answer) }).ConfigureAwait(false);
        return null;
    }

    /// <summary>
    /// It speaks a version that this listener does not, or has no name: it is told so in words that clients of any version understand, and
    /// let go.
    /// </summary>
    public Task RefuseAsync(byte refusal)
    {
        access.Refused(refusal == 1 ? "it speaks a version of MQTT other than 3.1, 3.1.1 and 5: set its protocol version"
            : "it has no client id and wants a session: give it one, or a clean session");
        return wire.PartAsync(new byte[] { 0x20, 2, 0, refusal });
    }

    /// <summary>How long it may be silent; not longer than this listener allows.</summary>
    public TimeSpan KeepAliveOf(MqttConnectPacket connect)
    {
        var limit = (ushort)endpoint.Options.KeepAliveLimit.TotalSeconds;
        if (wire.IsVersion5 && connect.KeepAlivePeriod > limit) connect.KeepAlivePeriod = _serverKeepAlive = limit;
        return TimeSpan.FromSeconds(connect.KeepAlivePeriod);
    }

    /// <summary>Says with its acceptance what this listener can do, and up to where.</summary>
    public void Announce(MqttConnAckPacket accepted)
    {
        accepted.ReceiveMaximum = (ushort)Math.Min(endpoint.Options.InFlightLimit, ushort.MaxValue);
        accepted.MaximumPacketSize = (uint)endpoint.Options.PacketBytesLimit;
        accepted.TopicAliasMaximum = InboundAliases.Limit;
        accepted.MaximumQoS = MqttQualityOfServiceLevel.ExactlyOnce;
        accepted.RetainAvailable = accepted.WildcardSubscriptionAvailable = true;
        accepted.SharedSubscriptionAvailable = accepted.SubscriptionIdentifiersAvailable = true;
        accepted.ServerKeepAlive = _serverKeepAlive;
        accepted.AssignedClientIdentifier ??= _assignedClientId;
    }

    private Login LoginOf(MqttConnectPacket connect) => new()
    {
        Peer = link.Peer,
        ClientId = connect.ClientId ?? string.Empty,
        User = connect.Username,
        Password = connect.Password,
        Certificate = link.Certificate,
        Intermediates = link.Intermediates,
    };

    private MqttConnectReasonCode JudgeWill(ClientPermissions permissions, MqttConnectPacket connect)
    {
        if (TopicName.Fault(connect.WillTopic, connect.ClientId) is { } fault)
        {
            access.Refused($"its will has the topic {connect.WillTopic}: {fault}; for a bridge of Mosquitto leave notification_topic at "
                + "its default, or name another topic");
            return MqttConnectReasonCode.TopicNameInvalid;
        }

        if (permissions.Allows(TopicUse.Will, connect.WillTopic)) return MqttConnectReasonCode.Success;
        endpoint.Gate.Audit.Record(AuditEvent.Will, allowed: false, new()
        {
            Peer = wire.Peer, User = permissions.Client.User, ClientId = connect.ClientId, Subject = connect.WillTopic,
            Reason = "not allowed",
        });
        endpoint.Logger.ClientRefused(
            wire.Peer, connect.ClientId, $"it may not leave a will on {connect.WillTopic}: allow it in the ACL file, or, "
                + "for a bridge of Mosquitto, set notifications false there");
        return MqttConnectReasonCode.NotAuthorized;
    }

    private static MqttConnectReasonCode Answer(LoginVerdict verdict) => verdict switch
    {
        LoginVerdict.Admitted => MqttConnectReasonCode.Success,
        LoginVerdict.BadCredentials => MqttConnectReasonCode.BadUserNameOrPassword,
        LoginVerdict.TooManyFailures => MqttConnectReasonCode.ConnectionRateExceeded,
        LoginVerdict.Busy => MqttConnectReasonCode.ServerBusy,
        _ => MqttConnectReasonCode.ClientIdentifierNotValid,
    };

    private static MqttConnectReturnCode OldAnswer(MqttConnectReasonCode answer) => answer switch
    {
        MqttConnectReasonCode.BadUserNameOrPassword => MqttConnectReturnCode.ConnectionRefusedBadUsernameOrPassword,
        MqttConnectReasonCode.ConnectionRateExceeded or MqttConnectReasonCode.ServerBusy =>
            MqttConnectReturnCode.ConnectionRefusedServerUnavailable,
        MqttConnectReasonCode.ClientIdentifierNotValid => MqttConnectReturnCode.ConnectionRefusedIdentifierRejected,
        _ => MqttConnectReturnCode.ConnectionRefusedNotAuthorized,
    };
}
