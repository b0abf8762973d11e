using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// One client of the embedded broker. It stands between the socket and MQTTnet: device messages are taken here, and MQTTnet sees only what
/// it is needed for: the session of a client that was let in, subscriptions, and messages that a local subscriber wants. Life: receive and
/// send until either side closes, then <see cref="EndAsync"/>.
/// </summary>
internal sealed partial class DeviceConnection : IMqttChannelAdapter
{
    private static readonly TimeSpan SendTimeLimit = TimeSpan.FromSeconds(30);

    // MQTTnet watches keep-alive by the packets it sees; so it sees one a second, wanted or not.
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(1);

    private readonly DeviceDoor _door;
    private readonly DeviceLink _link;
    private readonly DeviceSocket _socket;
    private readonly PacketReader _reader;
    private readonly DeviceIntake _intake;
    private readonly LastWill _will;
    private long _lastShown;

    public DeviceConnection(DeviceLink link, DeviceDoor door)
    {
        (_link, _door) = (link, door);
        _socket = new DeviceSocket(link, SendTimeLimit, door.Time);
        _reader = new PacketReader(link.Stream, door.Options.ConnectBytesLimit);
        _intake = new DeviceIntake(door, new AckWriter(_socket, door.Options.InFlightLimit, OnRefused)) { Refused = OnForbidden };
        _will = new LastWill(door);
        Budget = new DeliveryBudget(door.Options.SubscriberQueueLimit, door.Options.SubscriberBytesLimit);
    }

    /// <inheritdoc />
    public long BytesReceived => _reader.BytesReceived;

    /// <inheritdoc />
    public long BytesSent => _socket.BytesSent;

    /// <inheritdoc />
    public X509Certificate2? ClientCertificate => _link.Certificate;

    /// <inheritdoc />
    public EndPoint RemoteEndPoint => _link.Peer;

    /// <inheritdoc />
    public EndPoint LocalEndPoint => _link.Local;

    /// <inheritdoc />
    public bool IsSecureConnection => _link.IsSecure;

    /// <inheritdoc />
    public MqttPacketFormatterAdapter PacketFormatterAdapter { get; } = new(new MqttBufferWriter(4096, 65535));

    /// <summary>What waits for it as a subscriber.</summary>
    public DeliveryBudget Budget { get; }

    /// <inheritdoc />
    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task DisconnectAsync(CancellationToken cancellationToken)
    {
        _socket.Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void ResetStatistics()
    {
    }

    /// <inheritdoc />
    public async Task<MqttPacket?> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                while (_reader.TryRead(out var packet))
                {
                    if (packet.IsPublish && IsIntroduced)
                    {
                        var taken = await _intake.TakeAsync(packet).ConfigureAwait(false);
                        if (taken == Taken.Refused || (taken == Taken.Unwanted && !ShowsLife())) continue;
                    }

                    return await DecodeAsync(packet).ConfigureAwait(false);
                }

                var filling = _reader.FillAsync(cancellationToken);
                if (filling.IsCompleted) await Task.Yield(); // A client that keeps its socket full leaves the thread to others now and then.
                if (!await filling.ConfigureAwait(false)) break;
            }
        }
        catch (MqttFaultException fault)
        {
            await CutOffAsync(fault).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ObjectDisposedException or System.Threading.Channels.ChannelClosedException)
        {
            // The connection is gone; the caller learns it from the null.
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _door.Logger.MessageFailed(error, _socket.Peer);
        }

        _socket.Dispose();
        return null;
    }

    /// <inheritdoc />
    public async Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        // The acknowledgements are ours to send, when the message is durable.
        if (packet is MqttPubAckPacket or MqttPubRecPacket) return;
        if (packet is MqttConnAckPacket accepted) Announce(accepted);
        if (packet is MqttPublishPacket delivered && !await MayDeliverAsync(delivered).ConfigureAwait(false)) return;
        await _socket.SendAsync(Encode, packet, _ => PacketFormatterAdapter.Cleanup(), cancellationToken).ConfigureAwait(false);
        if (packet is MqttPublishPacket { QualityOfServiceLevel: MqttQualityOfServiceLevel.AtMostOnce } publish) _door.Farewell.Arrived(publish.Topic);
    }

    /// <summary>Ends what the connection began: its will is published unless it said goodbye.</summary>
    public async Task EndAsync()
    {
        _socket.Dispose();
        _intake.Close();
        if (_admission is null) return;
        _door.Roster.Remove(ClientId, this);
        _door.Gate.Leave(_admission);
        await _will.ExecuteAsync(_admission.Permit).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose() => _socket.Dispose();

    private async ValueTask<MqttPacket?> DecodeAsync(RawPacket raw)
    {
        var packet = Decode(raw);
        if (packet is MqttConnectPacket connect) return await IntroduceAsync(connect).ConfigureAwait(false) ? packet : null;
        Observe(packet);
        return packet;
    }

    private MqttPacket Decode(in RawPacket raw)
    {
        if (raw.IsConnect == IsIntroduced) throw MqttFaultException.Protocol(IsIntroduced ? "a second CONNECT" : "the first packet is not CONNECT");
        try
        {
            // MQTTnet's packets keep a reference to the body they were decoded from.
            var received = new ReceivedMqttPacket(raw.Header, new ArraySegment<byte>(raw.Body.ToArray()), raw.Body.Count + 2);
            if (raw.IsConnect) PacketFormatterAdapter.DetectProtocolVersion(received);
            return PacketFormatterAdapter.Decode(received) ?? throw MqttFaultException.Malformed("malformed packet");
        }
        catch (MqttProtocolViolationException violation)
        {
            throw MqttFaultException.Protocol(violation.Message);
        }
        catch (Exception error) when (error is not MqttFaultException)
        {
            throw MqttFaultException.Malformed($"malformed packet: {error.Message}");
        }
    }

    private void Observe(MqttPacket packet)
    {
        switch (packet)
        {
            case MqttPubRelPacket release:
                _intake.Release(release.PacketIdentifier);
                break;
            case MqttPubAckPacket received:
                Budget.Acknowledged(received.PacketIdentifier);
                break;
            case MqttPubCompPacket received:
                Budget.Acknowledged(received.PacketIdentifier);
                break;
            case MqttSubscribePacket subscribe:
                CheckFilters(subscribe);
                break;
            case MqttDisconnectPacket goodbye:
                if (goodbye.ReasonCode != MqttDisconnectReasonCode.DisconnectWithWillMessage) _will.Cancel();
                break;
            case MqttPublishPacket { Retain: true } publish:
                publish.Retain = _door.Retained.TryKeep(publish.Topic, publish.Payload.Length);
                break;
        }
    }

    private ReadOnlyMemory<byte> Encode(MqttPacket packet) => PacketFormatterAdapter.Encode(packet).Join();

    private bool ShowsLife()
    {
        var now = _door.Time.GetTimestamp();
        if (_door.Time.GetElapsedTime(_lastShown, now) < SignOfLife) return false;
        _lastShown = now;
        return true;
    }

    private void OnRefused(Exception? error)
    {
        _door.Logger.AcknowledgementWithheld(error, _socket.Peer);
        _socket.Dispose();
    }
}
