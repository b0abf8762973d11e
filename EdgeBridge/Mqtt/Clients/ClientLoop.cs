using EventEdge.EdgeBridge.Mqtt.Connections;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Clients;

/// <summary>
/// One connection of one client, from CONNECT to the end: one loop answers what comes in, another, which lives only while there is
/// something, sends what the session has queued. Answers go out before the next packet is read, so a client that does not take them is not
/// read either.
/// </summary>
internal sealed class ClientLoop(DeviceConnection connection, SessionBroker broker) : ISessionClient
{
    private static readonly TimeSpan TakeoverTimeLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TakeoverNoticeLimit = TimeSpan.FromSeconds(1); // Who comes back waits for no more.

    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Session? _session;
    private Task _sending = Task.CompletedTask;
    private bool _isSending;
    private bool _isWoken;
    private bool _isOver;
    private OutboundAliases _aliases = new(0);

    /// <summary>The connection.</summary>
    public DeviceConnection Connection => connection;

    /// <summary>What the client said when it connected.</summary>
    public ClientTerms Terms { get; private set; } = ClientTerms.None;

    private Session Session => _session!;

    /// <summary>Runs the connection; completes when it is closed and its session has been told.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            if (await HandshakeAsync(stopping).ConfigureAwait(false)) await ReceiveLoopAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection is gone, or did not begin in time.
        }
        finally
        {
            connection.Dispose();
            _idle.TrySetResult();
            await connection.Parted.ConfigureAwait(false);
            connection.LeavePlace(); // Before the session: who comes back finds either its session or a place.
            if (_session is not null) await broker.LeaveAsync(_session, this).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    IWill ISessionClient.Will => connection.Will;

    /// <inheritdoc />
    public void Wake()
    {
        lock (_gate)
        {
            _isWoken = true;
            if (_isSending || _isOver) return;
            _isSending = true;
            _sending = Task.Run(SendAsync);
        }
    }

    /// <inheritdoc />
    public void GiveUp(MqttFaultException fault) => _ = Task.Run(() => connection.CutOffAsync(fault)); // Whoever asks holds a lock.

    /// <inheritdoc />
    public async Task YieldToTakeoverAsync()
    {
        var fault = new MqttFaultException(MqttDisconnectReasonCode.SessionTakenOver, "its client has connected again");
        await connection.CutOffAsync(fault, TakeoverNoticeLimit).ConfigureAwait(false);
        await _idle.Task.WaitAsync(TakeoverTimeLimit, broker.Endpoint.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_session is not null) await broker.LeaveAsync(_session, this).ConfigureAwait(false);
    }

    private async Task<bool> HandshakeAsync(CancellationToken stopping)
    {
        if (await connection.ReceivePacketAsync(connection.Reading).ConfigureAwait(false) is not MqttConnectPacket connect) return false;
        Terms = ClientTerms.Of(connect);
        _aliases = new OutboundAliases(Terms.AliasLimit);
        if (!broker.WouldTakeOver(this) && !connection.HasPlace())
        {
            await connection.TurnAwayAsync().ConfigureAwait(false);
            return false;
        }

        (_session, var isPresent) = await broker.EnterAsync(this).ConfigureAwait(false);
        connection.TakePlace();
        var answer = new MqttConnAckPacket { IsSessionPresent = isPresent };
        if (connection.IsVersion5 && Session.Expiry.TotalSeconds < Terms.SessionExpirySeconds)
        {
            answer.SessionExpiryInterval = (uint)Session.Expiry.TotalSeconds;
        }

        await connection.WelcomeAsync(answer, stopping).ConfigureAwait(false);
        return true;
    }

    private async Task ReceiveLoopAsync(CancellationToken stopping)
    {
        Wake();
        try
        {
            while (await connection.ReceivePacketAsync(connection.Reading).ConfigureAwait(false) is { } packet)
            {
                if (!await AnswerAsync(packet, stopping).ConfigureAwait(false)) return;
            }
        }
        finally
        {
            lock (_gate) _isOver = true;
            connection.Dispose();
            await _sending.ConfigureAwait(false);
        }
    }

    private async Task SendAsync()
    {
        try
        {
            while (TryGoOn())
            {
                do
                {
                    while (Session.Queue.Next() is { } next) await SendAsync(next, broker.Endpoint.Stopping).ConfigureAwait(false);
                }
                while (broker.Pull(Session));
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            lock (_gate) _isOver = true;
            connection.Dispose();
        }
    }

    // Who wakes between the last look at the queue and this finds it still sending, and is heard here.
    private bool TryGoOn()
    {
        lock (_gate)
        {
            _isSending = _isWoken && !_isOver;
            _isWoken = false;
            return _isSending;
        }
    }

    private async ValueTask SendAsync(Outbound next, CancellationToken ending)
    {
        if (next.Delivery is not { } delivery)
        {
            await connection.SendPacketAsync(new MqttPubRelPacket { PacketIdentifier = next.PacketId }, ending).ConfigureAwait(false);
            return;
        }

        if (!await connection.DeliverAsync(next, _aliases, Terms.PacketBytesLimit, ending).ConfigureAwait(false))
        {
            // Larger than the client takes: as good as delivered [MQTT-3.1.2-25].
            if (next.PacketId > 0) Session.Queue.Finish(next.PacketId);
        }
        else if (next.PacketId == 0)
        {
            broker.Endpoint.DisconnectNotice.Arrived(delivery.Message);
        }
    }

    private async ValueTask<bool> AnswerAsync(MqttPacket packet, CancellationToken stopping)
    {
        switch (packet)
        {
            case MqttPubAckPacket done:
                Finish(done.PacketIdentifier);
                return true;
            case MqttPubCompPacket done:
                Finish(done.PacketIdentifier);
                return true;
            case MqttDisconnectPacket goodbye:
                await DisconnectAsync(goodbye).ConfigureAwait(false);
                return false;
            default:
                if (Answer(packet) is { } answer) await connection.SendPacketAsync(answer, stopping).ConfigureAwait(false);
                if (packet is MqttSubscribePacket) SendRetained();
                return true;
        }
    }

    // As far as there is room they go before whatever the client causes next.
    private void SendRetained()
    {
        Session.Pulls.Begin();
        if (broker.Pull(Session)) Wake();
    }

    private MqttPacket? Answer(MqttPacket packet) => packet switch
    {
        MqttPingReqPacket => new MqttPingRespPacket(),
        MqttPubRecPacket received => Release(received),
        MqttPubRelPacket release => new MqttPubCompPacket
        {
            PacketIdentifier = release.PacketIdentifier,
            ReasonCode = connection.WasReleased ? MqttPubCompReasonCode.Success : MqttPubCompReasonCode.PacketIdentifierNotFound,
        },
        MqttSubscribePacket subscribe => broker.Subscribe(Session, subscribe, connection),
        MqttUnsubscribePacket unsubscribe => broker.Unsubscribe(Session, unsubscribe),
        _ => null,
    };

    private MqttPubRelPacket? Release(MqttPubRecPacket received)
    {
        if ((int)received.ReasonCode >= 0x80)
        {
            Finish(received.PacketIdentifier);
            return null;
        }

        var isKnown = Session.Queue.Received(received.PacketIdentifier);
        return new MqttPubRelPacket
        {
            PacketIdentifier = received.PacketIdentifier,
            ReasonCode = isKnown ? MqttPubRelReasonCode.Success : MqttPubRelReasonCode.PacketIdentifierNotFound,
        };
    }

    private void Finish(ushort packetId)
    {
        if (Session.Queue.Finish(packetId) is not { } done) return;
        broker.Endpoint.DisconnectNotice.Arrived(done.Message);
        Wake();
    }

    private async ValueTask DisconnectAsync(MqttDisconnectPacket goodbye)
    {
        if (!connection.NamedSessionExpiry) return;
        if (Terms.SessionExpirySeconds == 0 && goodbye.SessionExpiryInterval > 0)
        {
            await connection.CutOffAsync(MqttFaultException.Protocol("a session that was to end with the connection cannot be prolonged"))
                .ConfigureAwait(false);
            return;
        }

        broker.SetExpiry(Session, goodbye.SessionExpiryInterval);
    }
}
