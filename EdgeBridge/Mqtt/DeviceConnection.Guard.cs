using EventEdge.EdgeBridge.Mqtt.Packets;
using EventEdge.EdgeBridge.Security;
using EventEdge.Hosting.Access;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt;

/// <content>What a client is asked, allowed and told.</content>
internal sealed partial class DeviceConnection
{
    private static readonly TimeSpan GoodbyeTimeLimit = TimeSpan.FromSeconds(1);

    private volatile Admission? _admission;
    private string? _assignedClientId;
    private ushort _serverKeepAlive;
    private volatile bool _isLoggingIn;
    private int _isCutOff;
    private int _judgedAt;

    /// <summary>MQTT client id; empty before the client was let in.</summary>
    public string ClientId => _admission?.Login.ClientId ?? string.Empty;

    /// <summary>The client was let in.</summary>
    public bool IsIntroduced => _admission is not null;

    /// <summary>What it may do.</summary>
    public ClientPermissions Permissions => _admission?.Permissions ?? ClientPermissions.Everything;

    /// <summary>How far it has been read: packets, bytes, and whether the rest of a packet is waited for.</summary>
    public (long Packets, long Bytes, bool IsInside) Progress => (_reader.PacketsRead, _reader.BytesReceived, _reader.IsInsidePacket);

    /// <summary>The client speaks MQTT 5.</summary>
    public bool IsVersion5 => PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.V500;

    /// <summary>Whether its filter may be subscribed to.</summary>
    public MqttSubscribeReasonCode Judge(string filter)
    {
        if (Permissions.AllowsSubscription(filter)) return MqttSubscribeReasonCode.GrantedQoS0;
        Note(AuditEvent.Subscribe, filter, "not allowed");
        return IsVersion5 ? MqttSubscribeReasonCode.NotAuthorized : MqttSubscribeReasonCode.UnspecifiedError;
    }

    /// <summary>Ends the connection for a reason of ours; an MQTT 5 client is told which.</summary>
    public async Task CutOffAsync(MqttFaultException fault)
    {
        if (Interlocked.Exchange(ref _isCutOff, 1) != 0) return;
        _endpoint.Logger.ClientCutOff(_socket.Peer, fault.Message);
        Note(fault.Event, null, fault.Message);
        if (IsVersion5 && IsIntroduced)
        {
            await TrySendAsync(new MqttDisconnectPacket { ReasonCode = fault.Reason }).ConfigureAwait(false);
            await PartAsync().ConfigureAwait(false);
        }

        _socket.Dispose();
    }

    /// <summary>Why it would not be let in now as it was then; null when it would. Costs nothing while no file has changed. To be asked by one.</summary>
    public string? ReasonToLeave()
    {
        var version = _endpoint.Gate.Version;
        if (_admission is null || version == _judgedAt) return null;
        _judgedAt = version;
        return _endpoint.Gate.ReasonToLeave(_admission);
    }

    /// <summary>Something it asks for is refused: told in the log, with what to change, and in the audit log.</summary>
    public void Refused(string reason)
    {
        _endpoint.Logger.ClientRefused(_socket.Peer, ClientId, reason);
        Note(AuditEvent.Limit, null, reason);
    }

    private async ValueTask<bool> IntroduceAsync(MqttConnectPacket connect)
    {
        if (connect.ClientId is { Length: > ushort.MaxValue }) throw MqttFaultException.Malformed("the client id is too long");
        if (string.IsNullOrEmpty(connect.ClientId) && (connect.CleanSession || IsVersion5))
        {
            connect.ClientId = _assignedClientId = $"auto-{Guid.NewGuid():N}";
        }

        _isLoggingIn = true; // How long that takes is ours to say.
        var admission = await _endpoint.Gate.AdmitAsync(LoginOf(connect)).ConfigureAwait(false);
        var answer = Answer(admission.Verdict);
        if (connect.AuthenticationMethod is not null) answer = MqttConnectReasonCode.BadAuthenticationMethod;
        if (answer == MqttConnectReasonCode.Success && connect.WillFlag) answer = JudgeWill(admission.Permissions, connect);
        if (answer != MqttConnectReasonCode.Success)
        {
            _endpoint.Gate.Leave(admission);
            await TrySendAsync(new MqttConnAckPacket { ReasonCode = answer, ReturnCode = OldAnswer(answer) }).ConfigureAwait(false);
            await PartAsync().ConfigureAwait(false);
            return false;
        }

        Welcome(connect, admission);
        return true;
    }

    /// <summary>There are too many connections, and none of its own that it could take over: it is told so and let go.</summary>
    public async ValueTask TurnAwayAsync()
    {
        _endpoint.Slots.CountRefused();
        _endpoint.Logger.ConnectionRefused(_socket.Peer, ClientId, _link.Slot!.Limit);
        Note(AuditEvent.Limit, null, $"{_link.Slot.Limit} connections are open already");
        await TrySendAsync(new MqttConnAckPacket { ReasonCode = MqttConnectReasonCode.QuotaExceeded, ReturnCode = MqttConnectReturnCode.ConnectionRefusedServerUnavailable }).ConfigureAwait(false);
        await PartAsync().ConfigureAwait(false);
    }

    /// <summary>Whether there is a place for it: it came within the limits, or there is room by now.</summary>
    public bool HasPlace() => _link.Slot is not { } slot || _endpoint.Slots.TryPromote(slot);

    /// <summary>It takes the place of an earlier connection of its client, which has ended.</summary>
    public void TakePlace()
    {
        if (_link.Slot is { } slot) _endpoint.Slots.Promote(slot);
    }

    /// <summary>It is over, and its place another's.</summary>
    public void LeavePlace()
    {
        if (_link.Slot is { } slot) _endpoint.Slots.Release(slot);
    }

    private void Welcome(MqttConnectPacket connect, Admission admission)
    {
        _judgedAt = admission.Version;
        _admission = admission;
        _reader.PacketBytesLimit = _endpoint.Options.PacketBytesLimit;
        _will.Take(connect, admission.Permissions);
        _silence.Begin(KeepAliveOf(connect));
        _intake.Introduce(connect, IsVersion5, admission.Permissions);
    }

    private Login LoginOf(MqttConnectPacket connect) => new()
    {
        Peer = _link.Peer,
        ClientId = connect.ClientId ?? string.Empty,
        User = connect.Username,
        Password = connect.Password,
        Certificate = _link.Certificate,
        Intermediates = _link.Intermediates,
    };

    private MqttConnectReasonCode JudgeWill(ClientPermissions permissions, MqttConnectPacket connect)
    {
        if (TopicName.Fault(connect.WillTopic, connect.ClientId) is { } fault)
        {
            Refused($"its will has the topic {connect.WillTopic}: {fault}; for a bridge of Mosquitto leave notification_topic at its default, or name another topic");
            return MqttConnectReasonCode.TopicNameInvalid;
        }

        if (permissions.Allows(TopicUse.Will, connect.WillTopic)) return MqttConnectReasonCode.Success;
        _endpoint.Gate.Audit.Record(AuditEvent.Will, allowed: false, new()
        {
            Peer = _socket.Peer, User = permissions.Client.User, ClientId = connect.ClientId, Subject = connect.WillTopic, Reason = "not allowed",
        });
        _endpoint.Logger.ClientRefused(
            _socket.Peer, connect.ClientId, $"it may not leave a will on {connect.WillTopic}: allow it in the ACL file, or, for a bridge of Mosquitto, set notifications false there");
        return MqttConnectReasonCode.NotAuthorized;
    }

    private TimeSpan KeepAliveOf(MqttConnectPacket connect)
    {
        var limit = (ushort)_endpoint.Options.KeepAliveLimit.TotalSeconds;
        if (IsVersion5 && connect.KeepAlivePeriod > limit) connect.KeepAlivePeriod = _serverKeepAlive = limit;
        return TimeSpan.FromSeconds(connect.KeepAlivePeriod);
    }

    private bool MayDeliver(string topic)
    {
        if (Permissions.Allows(TopicUse.Subscribe, topic)) return true;
        Note(AuditEvent.Deliver, topic, "no longer allowed");
        return false;
    }

    private async Task PartAsync()
    {
        using var limit = new CancellationTokenSource(GoodbyeTimeLimit, _endpoint.Time);
        await _link.LingerAsync(limit.Token).ConfigureAwait(false);
        _socket.Dispose();
    }

    private void OnForbidden(string topic) => Note(AuditEvent.Publish, topic, "not allowed");

    private void Note(AuditEvent what, string? subject, string reason) => _endpoint.Gate.Audit.Record(what, allowed: false, new()
    {
        Peer = _socket.Peer, User = Permissions.Client.User, ClientId = ClientId, Subject = subject, Reason = reason,
    });

    private void Announce(MqttConnAckPacket accepted)
    {
        accepted.ReceiveMaximum = (ushort)Math.Min(_endpoint.Options.InFlightLimit, ushort.MaxValue);
        accepted.MaximumPacketSize = (uint)_endpoint.Options.PacketBytesLimit;
        accepted.TopicAliasMaximum = InboundAliases.Limit;
        accepted.MaximumQoS = MqttQualityOfServiceLevel.ExactlyOnce;
        accepted.RetainAvailable = accepted.WildcardSubscriptionAvailable = true;
        accepted.SharedSubscriptionAvailable = accepted.SubscriptionIdentifiersAvailable = true;
        accepted.ServerKeepAlive = _serverKeepAlive;
        accepted.AssignedClientIdentifier ??= _assignedClientId;
    }

    private async ValueTask TrySendAsync(MqttPacket packet)
    {
        try
        {
            using var limit = new CancellationTokenSource(GoodbyeTimeLimit, _endpoint.Time);
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
