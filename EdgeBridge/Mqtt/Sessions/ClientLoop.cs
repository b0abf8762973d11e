using System.Threading.Channels;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>
/// One connection of one client, from CONNECT to the end: one loop answers what comes in, another sends what the session has queued. Answers
/// go out before the next packet is read, so a client that does not take them is not read either.
/// </summary>
internal sealed class ClientLoop(DeviceConnection connection, SessionBroker broker)
{
    private static readonly TimeSpan GiveWayTimeLimit = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MqttConnectPacket _connect = new();
    private Session? _session;
    private OutboundAliases _aliases = new(0);

    /// <summary>The connection.</summary>
    public DeviceConnection Connection => connection;

    /// <summary>What the client said when it connected.</summary>
    public MqttConnectPacket Connect => _connect;

    private Session Session => _session!;

    /// <summary>Runs the connection; completes when it is closed and its session has been told.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            if (await GreetAsync(stopping).ConfigureAwait(false)) await ConverseAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection is gone, or did not begin in time.
        }
        finally
        {
            connection.Dispose();
            if (_session is not null) await broker.LeaveAsync(_session, this).ConfigureAwait(false);
            _ended.TrySetResult();
        }
    }

    /// <summary>There is something to send.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Ends the connection for a reason of ours.</summary>
    public void GiveUp(MqttFaultException fault) => _ = connection.CutOffAsync(fault);

    /// <summary>Another connection of the same client takes over [MQTT-3.1.4-3]; completes when this one has ended.</summary>
    public async Task GiveWayAsync()
    {
        await connection.CutOffAsync(new MqttFaultException(MqttDisconnectReasonCode.SessionTakenOver, "its client has connected again")).ConfigureAwait(false);
        await _ended.Task.WaitAsync(GiveWayTimeLimit, broker.Door.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_session is not null) await broker.LeaveAsync(_session, this).ConfigureAwait(false);
    }

    private async Task<bool> GreetAsync(CancellationToken stopping)
    {
        using var timer = new CancellationTokenSource(broker.Door.Options.ConnectTimeLimit, broker.Door.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stopping);
        if (await connection.ReceivePacketAsync(limit.Token).ConfigureAwait(false) is not MqttConnectPacket connect) return false;
        _connect = connect;
        _aliases = new OutboundAliases(connect.TopicAliasMaximum);
        (_session, var isPresent) = await broker.EnterAsync(this).ConfigureAwait(false);
        var answer = new MqttConnAckPacket { IsSessionPresent = isPresent };
        if (connection.IsVersion5 && Session.Expiry.TotalSeconds < connect.SessionExpiryInterval)
        {
            answer.SessionExpiryInterval = (uint)Session.Expiry.TotalSeconds;
        }

        await connection.SendPacketAsync(answer, stopping).ConfigureAwait(false);
        return true;
    }

    private async Task ConverseAsync(CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var sending = Task.Run(() => SendAsync(ending.Token), CancellationToken.None);
        try
        {
            while (await connection.ReceivePacketAsync(stopping).ConfigureAwait(false) is { } packet)
            {
                if (!await AnswerAsync(packet, stopping).ConfigureAwait(false)) return;
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            connection.Dispose();
            await sending.ConfigureAwait(false);
        }
    }

    private async Task SendAsync(CancellationToken ending)
    {
        try
        {
            do
            {
                while (Session.Queue.Next() is { } packet) await SendAsync(packet, ending).ConfigureAwait(false);
            }
            while (await _wake.Reader.ReadAsync(ending).ConfigureAwait(false));
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            connection.Dispose();
        }
    }

    private async ValueTask SendAsync(MqttPacket packet, CancellationToken ending)
    {
        if (packet is not MqttPublishPacket publish)
        {
            await connection.SendPacketAsync(packet, ending).ConfigureAwait(false);
            return;
        }

        var topic = publish.Topic;
        _aliases.Apply(publish);
        if (await connection.DeliverAsync(publish, topic, _connect.MaximumPacketSize, ending).ConfigureAwait(false))
        {
            if (publish.PacketIdentifier == 0) broker.Door.Farewell.Arrived(topic, publish.Payload);
            return;
        }

        // Larger than the client takes: as good as delivered [MQTT-3.1.2-25].
        _aliases.Unsent(publish);
        if (publish.PacketIdentifier > 0) Session.Queue.Finish(publish.PacketIdentifier);
    }

    private async ValueTask<bool> AnswerAsync(MqttPacket packet, CancellationToken stopping)
    {
        switch (packet)
        {
            case MqttPublishPacket publish:
                broker.Route(new RoutedMessage(publish, Session.ClientId, broker.Door.Time.GetTimestamp()));
                return true;
            case MqttPubAckPacket done:
                Finish(done.PacketIdentifier);
                return true;
            case MqttPubCompPacket done:
                Finish(done.PacketIdentifier);
                return true;
            case MqttDisconnectPacket goodbye:
                TakeLeave(goodbye);
                return false;
            default:
                if (Answer(packet) is { } answer) await connection.SendPacketAsync(answer, stopping).ConfigureAwait(false);
                if (packet is MqttSubscribePacket subscribe) broker.SendRetained(Session, subscribe);
                return true;
        }
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
        broker.Door.Farewell.Arrived(done.Message.Source.Topic, done.Message.Source.Payload);
        Wake();
    }

    private void TakeLeave(MqttDisconnectPacket goodbye)
    {
        if (!connection.NamedSessionExpiry) return;
        if (_connect.SessionExpiryInterval == 0 && goodbye.SessionExpiryInterval > 0)
        {
            GiveUp(MqttFaultException.Protocol("a session that was to end with the connection cannot be prolonged"));
            return;
        }

        Session.Expiry = broker.Limit(goodbye.SessionExpiryInterval);
    }
}
