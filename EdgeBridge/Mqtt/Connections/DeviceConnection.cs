using System.Net.Security;
using System.Net.Sockets;
using EventEdge.EdgeBridge.Mqtt.Packets;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using EventEdge.EdgeBridge.Security;
using EventEdge.Hosting.Access;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>
/// One client of the embedded broker. It stands between the socket and the session: every packet is checked to the letter here, device
/// messages are taken here, and the session sees only what it is needed for: subscriptions and acknowledgements.
/// Life: receive and send until either side closes, then <see cref="Parted"/> and <see cref="End"/>.
/// </summary>
internal sealed class DeviceConnection : IDisposable
{
    private static readonly TimeSpan SendTimeLimit = TimeSpan.FromSeconds(30);

    private readonly DeviceEndpoint _endpoint;
    private readonly DeviceLink _link;
    private readonly DeviceSocket _socket;
    private readonly PacketReader _reader;
    private readonly PacketWire _wire;
    private readonly ClientAccess _access;
    private readonly ClientHandshake _handshake;
    private readonly ConnectionEnd _end;
    private readonly DeviceIntake _intake;
    private readonly LastWill _will;
    private readonly KeepAliveMonitor _silence;
    private readonly long _opened;

    public DeviceConnection(DeviceLink link, DeviceEndpoint endpoint)
    {
        (_link, _endpoint) = (link, endpoint);
        _socket = new DeviceSocket(link, SendTimeLimit, endpoint.Time);
        _reader = new PacketReader(
            link.Stream, endpoint.Options.ConnectBytesLimit, canWaitEmpty: link.Stream is NetworkStream or SslStream);
        _wire = new PacketWire(_socket);
        _access = new ClientAccess(endpoint, _socket.Peer);
        _handshake = new ClientHandshake(endpoint, link, _wire, _access);
        _end = new ConnectionEnd(endpoint, _socket, _wire, _access);
        _intake = new DeviceIntake(endpoint, new AckWriter(_socket, endpoint.Options.InFlightLimit, OnRefused)) { Refused = OnForbidden };
        _will = new LastWill(endpoint);
        _silence = new KeepAliveMonitor(endpoint.Time);
        _opened = endpoint.Time.GetTimestamp();
    }

    /// <summary>Who it is, and what it may do.</summary>
    public ClientAccess Access => _access;

    /// <summary>What is to be said when the client is lost.</summary>
    public LastWill Will => _will;

    /// <inheritdoc cref="PacketWire.IsVersion5"/>
    public bool IsVersion5 => _wire.IsVersion5;

    /// <inheritdoc cref="PacketWire.IsBridge"/>
    public bool IsBridge => _wire.IsBridge;

    /// <inheritdoc cref="DeviceSocket.Reading"/>
    public CancellationToken Reading => _socket.Reading;

    /// <inheritdoc cref="DeviceSocket.Parted"/>
    public Task Parted => _socket.Parted;

    /// <summary>The PUBREL received last released a message.</summary>
    public bool WasReleased { get; private set; }

    /// <summary>The DISCONNECT received named a session expiry interval, be it 0.</summary>
    public bool NamedSessionExpiry { get; private set; }

    /// <summary>How far it has been read: packets, bytes, and whether the rest of a packet is waited for.</summary>
    public (long Packets, long Bytes, bool IsInside) Progress => (_reader.PacketsRead, _reader.BytesReceived, _reader.IsInsidePacket);

    /// <summary>It has not said who it is in time.</summary>
    public bool IsNameless() =>
        !_access.IsIntroduced && !_handshake.IsLoggingIn && _endpoint.Time.GetElapsedTime(_opened) > _endpoint.Options.ConnectTimeLimit;

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
                    if (!packet.IsPublish || !_access.IsIntroduced) return await DecodeAsync(packet).ConfigureAwait(false);
                    var taken = _intake.TakeAsync(packet);
                    if (!taken.IsCompletedSuccessfully) await taken.ConfigureAwait(false);
                }

                var filling = _reader.FillAsync(cancellationToken);
                // A client that keeps its socket full leaves the thread to others now and then.
                if (filling.IsCompleted) await Task.Yield();
                if (!await filling.ConfigureAwait(false) || Reading.IsCancellationRequested) break;
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
    public Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken) => _wire.SendAsync(packet, cancellationToken);

    /// <summary>Lets the client in: the first packet that it is sent.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public async Task WelcomeAsync(MqttConnAckPacket accepted, CancellationToken cancellation)
    {
        _handshake.Announce(accepted);
        await _wire.SendAsync(accepted, cancellation).ConfigureAwait(false);
        _end.IsGreeted = true;
    }

    /// <summary>
    /// <inheritdoc cref="PacketWire.DeliverAsync" path="/summary/node()"/> A client that may not have it any more is cut off.
    /// </summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public ValueTask<bool> DeliverAsync(Outbound next, OutboundAliases aliases, uint bytesLimit, CancellationToken cancellation) =>
        _access.AllowsDelivery(next.Delivery!.Message.Topic) ? _wire.DeliverAsync(next, aliases, bytesLimit, cancellation)
            : CutOffReceiverAsync();

    /// <summary>
    /// Ends the connection for a reason of ours; an MQTT 5 client is told which, if it takes that within a limit
    /// (<see cref="DeviceSocket.PartingTimeLimit"/> unless another one is given).
    /// </summary>
    public Task CutOffAsync(MqttFaultException fault, TimeSpan? limit = null) =>
        _end.CutOffAsync(fault, limit ?? DeviceSocket.PartingTimeLimit);

    /// <inheritdoc cref="ConnectionEnd.TurnAwayAsync"/>
    public Task TurnAwayAsync() => _end.TurnAwayAsync(_link.Slot!.Limit);

    /// <inheritdoc cref="ConnectionEnd.StopAsync"/>
    public Task StopAsync() => _end.StopAsync();

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

    /// <summary>Ends what the connection began.</summary>
    public void End()
    {
        _socket.Dispose();
        _reader.Dispose();
        _intake.Close();
        _access.End();
    }

    /// <inheritdoc />
    public void Dispose() => _socket.Dispose();

    private async ValueTask<MqttPacket?> DecodeAsync(RawPacket raw)
    {
        if (!_access.IsIntroduced && ConnectCheck.RefusalOf(raw) is var refusal and not 0)
        {
            await _handshake.RefuseAsync(refusal).ConfigureAwait(false);
            return null;
        }

        if (_access.IsIntroduced && !raw.IsPublish) NamedSessionExpiry = PacketCheck.Check(raw, IsVersion5).NamesSessionExpiry;
        var packet = _wire.Decode(raw);
        if (packet is MqttConnectPacket connect)
        {
            if (await _handshake.AdmitAsync(connect).ConfigureAwait(false) is not { } admission) return null;
            Welcome(connect, admission);
        }
        else
        {
            Observe(packet);
        }

        return packet;
    }

    private void Welcome(MqttConnectPacket connect, Admission admission)
    {
        _access.Begin(admission);
        _reader.PacketBytesLimit = _endpoint.Options.PacketBytesLimit;
        _will.Take(connect, admission.Permissions);
        _silence.Begin(_handshake.KeepAliveOf(connect));
        _intake.Introduce(connect, IsVersion5, admission.Permissions);
    }

    private async ValueTask<bool> CutOffReceiverAsync()
    {
        await CutOffAsync(MqttFaultException.NotAuthorized("it may no longer receive what it is subscribed to")).ConfigureAwait(false);
        return true;
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

    private void OnForbidden(string topic) => _access.Note(AuditEvent.Publish, topic, "not allowed");

    private void OnRefused(Exception? error)
    {
        // An intake that refuses says so itself, once, and not once for every sensor that tries again.
        if (error is null) _endpoint.Logger.Refused(_socket.Peer);
        else _endpoint.Logger.AcknowledgementWithheld(error, _socket.Peer);
        _socket.Dispose();
    }
}
