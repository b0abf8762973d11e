using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using EventEdge.EdgeBridge.Mqtt.Packets;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// One client of the embedded broker. It stands between the socket and the session: every packet is checked to the letter here, device
/// messages are taken here, and the session sees only what it is needed for: subscriptions and acknowledgements.
/// Life: receive and send until either side closes, then <see cref="EndAsync"/>.
/// </summary>
internal sealed partial class DeviceConnection : IDisposable
{
    private static readonly TimeSpan SendTimeLimit = TimeSpan.FromSeconds(30);

    private readonly DeviceEndpoint _endpoint;
    private readonly DeviceLink _link;
    private readonly DeviceSocket _socket;
    private readonly PacketReader _reader;
    private readonly DeviceIntake _intake;
    private readonly LastWill _will;
    private readonly KeepAliveMonitor _silence;
    private readonly long _opened;

    public DeviceConnection(DeviceLink link, DeviceEndpoint endpoint)
    {
        (_link, _endpoint) = (link, endpoint);
        _socket = new DeviceSocket(link, SendTimeLimit, endpoint.Time);
        _reader = new PacketReader(link.Stream, endpoint.Options.ConnectBytesLimit, canWaitEmpty: link.Stream is NetworkStream or SslStream);
        _intake = new DeviceIntake(endpoint, new AckWriter(_socket, endpoint.Options.InFlightLimit, OnRefused)) { Refused = OnForbidden };
        _will = new LastWill(endpoint);
        _silence = new KeepAliveMonitor(endpoint.Time);
        _opened = endpoint.Time.GetTimestamp();
    }

    /// <summary>Encodes and decodes, in the version the client speaks.</summary>
    public MqttPacketFormatterAdapter PacketFormatterAdapter { get; } = new(new MqttBufferWriter(128, 4096));

    /// <summary>What is to be said when the client is lost.</summary>
    public LastWill Will => _will;

    /// <summary>It says that it is a bridge: what it sends does not come back to it, and it gets retained messages marked as such.</summary>
    public bool IsBridge { get; private set; }

    /// <summary>The PUBREL received last released a message.</summary>
    public bool WasReleased { get; private set; }

    /// <summary>The DISCONNECT received named a session expiry interval, be it 0.</summary>
    public bool NamedSessionExpiry { get; private set; }

    /// <summary>It has not said who it is in time.</summary>
    public bool IsNameless() => !IsIntroduced && !_isLoggingIn && _endpoint.Time.GetElapsedTime(_opened) > _endpoint.Options.ConnectTimeLimit;

    /// <summary>Nothing has come for one and a half times the keep alive. To be asked again and again, by one.</summary>
    public bool IsSilent() => _silence.IsTooLong(_reader.PacketsRead);

    /// <summary>The next packet that is not wholly the listener's own business; null when the connection is over.</summary>
    public async Task<MqttPacket?> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                while (_reader.TryRead(out var packet))
                {
                    if (!packet.IsPublish || !IsIntroduced) return await DecodeAsync(packet).ConfigureAwait(false);
                    var taken = _intake.TakeAsync(packet);
                    if (!taken.IsCompletedSuccessfully) await taken.ConfigureAwait(false);
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
            _endpoint.Logger.MessageFailed(error, _socket.Peer);
        }

        _socket.Dispose();
        return null;
    }

    /// <summary>The client has its session, which knows what it has not released. Called before its first message is received.</summary>
    public void Resume(ExactlyOnceLedger open) => _intake.Resume(open);

    /// <summary>Sends a packet.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public async Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        if (packet is MqttConnAckPacket accepted) Announce(accepted);
        await _socket.SendAsync(Encode, packet, _ => PacketFormatterAdapter.Cleanup(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends a message; false, and nothing is sent, when the packet has more bytes than the client takes (0: it takes any). A client that may not
    /// have it any more is cut off.
    /// </summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public async ValueTask<bool> DeliverAsync(Outbound next, OutboundAliases aliases, uint bytesLimit, CancellationToken cancellation)
    {
        var topic = next.Delivery!.Message.Topic;
        if (!MayDeliver(topic))
        {
            await CutOffAsync(MqttFaultException.NotAuthorized("it may no longer receive what it is subscribed to")).ConfigureAwait(false);
            return true;
        }

        var (alias, namesTopic) = aliases.Of(topic);
        var packet = new PublishPacket(next, IsVersion5, alias, namesTopic);
        if (bytesLimit > 0 && packet.Length > bytesLimit)
        {
            aliases.Unsent(topic, namesTopic);
            return false;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(packet.Length);
        try
        {
            packet.Write(buffer);
            await _socket.SendAsync(static bytes => bytes, (ReadOnlyMemory<byte>)buffer.AsMemory(0, packet.Length), null, cancellation).ConfigureAwait(false);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Ends what the connection began.</summary>
    public Task EndAsync()
    {
        _socket.Dispose();
        _reader.Dispose();
        _intake.Close();
        if (_admission is not null) _endpoint.Gate.Leave(_admission);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose() => _socket.Dispose();

    private async ValueTask<MqttPacket?> DecodeAsync(RawPacket raw)
    {
        if (!IsIntroduced && ConnectCheck.RefusalOf(raw) is var refusal and not 0)
        {
            Refused(refusal == 1 ? "it speaks a version of MQTT other than 3.1, 3.1.1 and 5: set its protocol version" : "it has no client id and wants a session: give it one, or a clean session");

            // CONNACK of MQTT 3.1.1, which clients of any version understand.
            ReadOnlyMemory<byte> answer = new byte[] { 0x20, 2, 0, refusal };
            await _socket.SendAsync(static bytes => bytes, answer, null, _endpoint.Stopping).ConfigureAwait(false);
            await PartAsync().ConfigureAwait(false);
            return null;
        }

        if (IsIntroduced && !raw.IsPublish) NamedSessionExpiry = PacketCheck.Check(raw, IsVersion5).NamesSessionExpiry;
        var packet = Decode(raw);
        if (packet is MqttConnectPacket connect) return await IntroduceAsync(connect).ConfigureAwait(false) ? packet : null;
        Observe(packet);
        return packet;
    }

    private MqttPacket Decode(in RawPacket raw)
    {
        try
        {
            // MQTTnet's packets keep a reference to the body they were decoded from.
            var body = raw.Body.ToArray();
            if (raw.IsConnect) IsBridge = ConnectCheck.TakeBridgeFlag(body);
            var received = new ReceivedMqttPacket(raw.Header, new ArraySegment<byte>(body), raw.Body.Count + 2);
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
                WasReleased = _intake.Release(release.PacketIdentifier);
                break;
            case MqttDisconnectPacket goodbye:
                if (goodbye.ReasonCode != MqttDisconnectReasonCode.DisconnectWithWillMessage) _will.Cancel();
                break;
        }
    }

    private ReadOnlyMemory<byte> Encode(MqttPacket packet) => PacketFormatterAdapter.Encode(packet).Join();

    private void OnRefused(Exception? error)
    {
        // An intake that refuses says so itself, once, and not once for every sensor that tries again.
        if (error is null) _endpoint.Logger.Refused(_socket.Peer);
        else _endpoint.Logger.AcknowledgementWithheld(error, _socket.Peer);
        _socket.Dispose();
    }
}
