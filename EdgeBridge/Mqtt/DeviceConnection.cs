using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// One client of the embedded broker. It stands between the socket and MQTTnet: device messages are taken here, and MQTTnet sees only what
/// it is needed for: the session, subscriptions, and messages that a local subscriber wants. Life: receive and send until either side
/// closes, then <see cref="EndAsync"/>.
/// </summary>
internal sealed class DeviceConnection : IMqttChannelAdapter
{
    private static readonly TimeSpan SendTimeLimit = TimeSpan.FromSeconds(30);

    // MQTTnet watches keep-alive by the packets it sees; so it sees one a second, wanted or not.
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(1);

    private readonly DeviceDoor _door;
    private readonly DeviceSocket _socket;
    private readonly PacketReader _reader;
    private readonly DeviceIntake _intake;
    private readonly LastWill _will;
    private string? _assignedClientId;
    private long _lastShown;

    public DeviceConnection(Socket socket, DeviceDoor door)
    {
        _door = door;
        _socket = new DeviceSocket(socket, SendTimeLimit, door.Time);
        _reader = new PacketReader(socket, door.Options.PacketBytesLimit);
        _intake = new DeviceIntake(door, new AckWriter(_socket, door.Options.InFlightLimit, OnRefused));
        _will = new LastWill(door);
        LocalEndPoint = socket.LocalEndPoint!;
        RemoteEndPoint = socket.RemoteEndPoint!;
    }

    /// <inheritdoc />
    public long BytesReceived => _reader.BytesReceived;

    /// <inheritdoc />
    public long BytesSent => _socket.BytesSent;

    /// <inheritdoc />
    public X509Certificate2? ClientCertificate => null;

    /// <inheritdoc />
    public EndPoint RemoteEndPoint { get; }

    /// <inheritdoc />
    public EndPoint LocalEndPoint { get; }

    /// <inheritdoc />
    public bool IsSecureConnection => false;

    /// <inheritdoc />
    public MqttPacketFormatterAdapter PacketFormatterAdapter { get; } = new(new MqttBufferWriter(4096, 65535));

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
                    if (packet.IsPublish && IsIntroduced && !await _intake.TakeAsync(packet).ConfigureAwait(false) && !ShowsLife()) continue;
                    return Decode(packet);
                }

                var filling = _reader.FillAsync(cancellationToken);
                if (filling.IsCompleted) await Task.Yield(); // A client that keeps its socket full leaves the thread to others now and then.
                if (!await filling.ConfigureAwait(false)) return null;
            }
        }
        catch (Exception error) when (error is InvalidDataException or MqttProtocolViolationException)
        {
            _door.Logger.ClientCutOff(_socket.Peer, error.Message);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or System.Threading.Channels.ChannelClosedException)
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
        await _socket.SendAsync(Encode, packet, _ => PacketFormatterAdapter.Cleanup(), cancellationToken).ConfigureAwait(false);
        if (packet is MqttPublishPacket { QualityOfServiceLevel: MqttQualityOfServiceLevel.AtMostOnce } publish) _door.Farewell.Arrived(publish.Topic);
    }

    /// <summary>Ends what the connection began: its will is published unless it said goodbye.</summary>
    public async Task EndAsync()
    {
        _socket.Dispose();
        _intake.Close();
        if (IsIntroduced) await _will.ExecuteAsync().ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose() => _socket.Dispose();

    private bool IsIntroduced => PacketFormatterAdapter.ProtocolVersion != MqttProtocolVersion.Unknown;

    private MqttPacket Decode(in RawPacket raw)
    {
        // MQTTnet's packets keep a reference to the body they were decoded from.
        var received = new ReceivedMqttPacket(raw.Header, new ArraySegment<byte>(raw.Body.ToArray()), raw.Body.Count + 2);
        if (!IsIntroduced) PacketFormatterAdapter.DetectProtocolVersion(received);
        var packet = PacketFormatterAdapter.Decode(received) ?? throw new InvalidDataException("malformed packet");
        Observe(packet);
        return packet;
    }

    private void Observe(MqttPacket packet)
    {
        switch (packet)
        {
            case MqttConnectPacket connect:
                Introduce(connect);
                break;
            case MqttPubRelPacket release:
                _intake.Release(release.PacketIdentifier);
                break;
            case MqttDisconnectPacket goodbye:
                if (goodbye.ReasonCode != MqttDisconnectReasonCode.DisconnectWithWillMessage) _will.Cancel();
                break;
            case MqttPublishPacket { Retain: true } publish:
                publish.Retain = _door.Retained.TryKeep(publish.Topic, publish.Payload.Length);
                break;
        }
    }

    private void Introduce(MqttConnectPacket connect)
    {
        if (string.IsNullOrEmpty(connect.ClientId) && connect.CleanSession)
        {
            connect.ClientId = _assignedClientId = $"auto-{Guid.NewGuid():N}";
        }

        _will.Take(connect);
        _intake.Introduce(connect, PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.V500);
    }

    private void Announce(MqttConnAckPacket accepted)
    {
        accepted.ReceiveMaximum = (ushort)Math.Min(_door.Options.InFlightLimit, ushort.MaxValue);
        accepted.MaximumPacketSize = (uint)_door.Options.PacketBytesLimit;
        accepted.TopicAliasMaximum = 0;
        accepted.AssignedClientIdentifier ??= _assignedClientId;
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
