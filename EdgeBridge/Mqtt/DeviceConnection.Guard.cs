using EventEdge.EdgeBridge.Security;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt;

/// <content>What a client is asked, allowed and told.</content>
internal sealed partial class DeviceConnection
{
    private static readonly TimeSpan GoodbyeTimeLimit = TimeSpan.FromSeconds(1);

    private Admission? _admission;
    private string? _assignedClientId;
    private int _isCutOff;

    /// <summary>MQTT client id; empty before the client was let in.</summary>
    public string ClientId => _admission?.Login.ClientId ?? string.Empty;

    /// <summary>The client was let in.</summary>
    public bool IsIntroduced => _admission is not null;

    /// <summary>What it may do.</summary>
    public ClientPermit Permit => _admission?.Permit ?? ClientPermit.Everything;

    /// <summary>How far it has been read: packets, bytes, and whether the rest of a packet is waited for.</summary>
    public (long Packets, long Bytes, bool IsInside) Progress => (_reader.PacketsRead, _reader.BytesReceived, _reader.IsInsidePacket);

    private bool IsVersion5 => PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.V500;

    /// <summary>Whether its filter may be subscribed to.</summary>
    public MqttSubscribeReasonCode Judge(string filter)
    {
        var isShared = filter.StartsWith("$share/", StringComparison.Ordinal);
        if (!isShared && Permit.AllowsSubscription(filter)) return MqttSubscribeReasonCode.GrantedQoS0;
        Note(AuditEvent.Subscribe, filter, isShared ? "shared subscriptions are not offered" : "not allowed");
        if (!IsVersion5) return MqttSubscribeReasonCode.UnspecifiedError;
        return isShared ? MqttSubscribeReasonCode.SharedSubscriptionsNotSupported : MqttSubscribeReasonCode.NotAuthorized;
    }

    /// <summary>Ends the connection for a reason of ours; an MQTT 5 client is told which.</summary>
    public async Task CutOffAsync(MqttFaultException fault)
    {
        if (Interlocked.Exchange(ref _isCutOff, 1) != 0) return;
        _door.Logger.ClientCutOff(_socket.Peer, fault.Message);
        Note(AuditEvent.Limit, null, fault.Message);
        if (IsVersion5 && IsIntroduced) await TrySendAsync(new MqttDisconnectPacket { ReasonCode = fault.Reason }).ConfigureAwait(false);
        _socket.Dispose();
    }

    /// <summary>Whether it would be let in now as it was then.</summary>
    public bool IsStillWelcome() => _admission is null || _door.Gate.IsStillWelcome(_admission);

    private async ValueTask<bool> IntroduceAsync(MqttConnectPacket connect)
    {
        if (connect.ClientId is { Length: > ushort.MaxValue }) throw MqttFaultException.Malformed("the client id is too long");
        if (string.IsNullOrEmpty(connect.ClientId) && (connect.CleanSession || IsVersion5))
        {
            connect.ClientId = _assignedClientId = $"auto-{Guid.NewGuid():N}";
        }

        var admission = await _door.Gate.AdmitAsync(LoginOf(connect)).ConfigureAwait(false);
        var answer = Answer(admission.Verdict);
        if (answer == MqttConnectReasonCode.Success && connect.WillFlag) answer = JudgeWill(admission.Permit, connect);
        if (answer != MqttConnectReasonCode.Success)
        {
            _door.Gate.Leave(admission);
            await TrySendAsync(new MqttConnAckPacket { ReasonCode = answer, ReturnCode = OldAnswer(answer) }).ConfigureAwait(false);
            return false;
        }

        Welcome(connect, admission);
        return true;
    }

    private void Welcome(MqttConnectPacket connect, Admission admission)
    {
        _admission = admission;
        _reader.PacketBytesLimit = _door.Options.PacketBytesLimit;
        _will.Take(connect);
        _intake.Introduce(connect, IsVersion5, admission.Permit);
        _door.Roster.Add(connect.ClientId, this);
    }

    private Login LoginOf(MqttConnectPacket connect) => new()
    {
        Peer = _link.Peer,
        ClientId = connect.ClientId ?? string.Empty,
        User = connect.Username,
        Password = connect.Password,
        Certificate = _link.Certificate,
    };

    private MqttConnectReasonCode JudgeWill(ClientPermit permit, MqttConnectPacket connect)
    {
        if (!TopicName.IsValid(connect.WillTopic, out _)) return MqttConnectReasonCode.TopicNameInvalid;
        if (permit.Allows(TopicUse.Will, connect.WillTopic)) return MqttConnectReasonCode.Success;
        _door.Gate.Audit.Record(AuditEvent.Will, allowed: false, new()
        {
            Peer = _socket.Peer, User = permit.Client.User, ClientId = connect.ClientId, Subject = connect.WillTopic, Reason = "not allowed",
        });
        return MqttConnectReasonCode.NotAuthorized;
    }

    private static void CheckFilters(MqttSubscribePacket subscribe)
    {
        foreach (var filter in subscribe.TopicFilters)
        {
            if (!TopicRule.IsFilter(filter.Topic)) throw new MqttFaultException(MqttDisconnectReasonCode.TopicFilterInvalid, $"'{filter.Topic}' is not a topic filter");
        }
    }

    private async ValueTask<bool> MayDeliverAsync(MqttPublishPacket publish)
    {
        Budget.Sent(publish.PacketIdentifier, (int)publish.Payload.Length);
        if (Permit.Allows(TopicUse.Subscribe, publish.Topic)) return true;
        Note(AuditEvent.Deliver, publish.Topic, "no longer allowed");
        await CutOffAsync(MqttFaultException.NotAuthorized("it may no longer receive what it is subscribed to")).ConfigureAwait(false);
        return false;
    }

    private void OnForbidden(string topic) => Note(AuditEvent.Publish, topic, "not allowed");

    private void Note(AuditEvent what, string? subject, string reason) => _door.Gate.Audit.Record(what, allowed: false, new()
    {
        Peer = _socket.Peer, User = Permit.Client.User, ClientId = ClientId, Subject = subject, Reason = reason,
    });

    private void Announce(MqttConnAckPacket accepted)
    {
        accepted.ReceiveMaximum = (ushort)Math.Min(_door.Options.InFlightLimit, ushort.MaxValue);
        accepted.MaximumPacketSize = (uint)_door.Options.PacketBytesLimit;
        accepted.TopicAliasMaximum = 0;
        accepted.SharedSubscriptionAvailable = false;
        accepted.AssignedClientIdentifier ??= _assignedClientId;
    }

    private async ValueTask TrySendAsync(MqttPacket packet)
    {
        try
        {
            using var limit = new CancellationTokenSource(GoodbyeTimeLimit, _door.Time);
            await _socket.SendAsync(Encode, packet, _ => PacketFormatterAdapter.Cleanup(), limit.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            _socket.Dispose();
        }
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
        MqttConnectReasonCode.ConnectionRateExceeded or MqttConnectReasonCode.ServerBusy => MqttConnectReturnCode.ConnectionRefusedServerUnavailable,
        MqttConnectReasonCode.ClientIdentifierNotValid => MqttConnectReturnCode.ConnectionRefusedIdentifierRejected,
        _ => MqttConnectReturnCode.ConnectionRefusedNotAuthorized,
    };
}
