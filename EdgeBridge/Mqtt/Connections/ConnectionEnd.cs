using EventEdge.Hosting.Access;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>Ends one client's connection for a reason of ours, once, and tells the client which where its version of MQTT can.</summary>
internal sealed class ConnectionEnd(DeviceEndpoint endpoint, DeviceSocket socket, PacketWire wire, ClientAccess access)
{
    private int _hasBegun;

    /// <summary>It has been let in, and may be sent other packets than CONNACK [MQTT-3.2.0-1].</summary>
    public bool IsGreeted { get; set; }

    /// <summary>Lets the client go for what it has done; who has asked waits for no more than the limit.</summary>
    public Task CutOffAsync(MqttFaultException fault, TimeSpan limit)
    {
        if (Interlocked.Exchange(ref _hasBegun, 1) != 0) return Task.CompletedTask;
        endpoint.Logger.ClientCutOff(socket.Peer, fault.Message);
        access.Note(fault.Event, null, fault.Message);
        if (fault.IsTold) return wire.PartAsync(default);
        if (wire.IsVersion5 && IsGreeted) return wire.PartAsync(new MqttDisconnectPacket { ReasonCode = fault.Reason }, limit);
        socket.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>There are too many connections, and none of its own that it could take over: it is told so and let go.</summary>
    public Task TurnAwayAsync(int limit)
    {
        endpoint.Slots.CountRefused();
        endpoint.Logger.ConnectionRefused(socket.Peer, access.ClientId, limit);
        access.Note(AuditEvent.Limit, null, $"{limit} connections are open already");
        return wire.PartAsync(new MqttConnAckPacket
        {
            ReasonCode = MqttConnectReasonCode.QuotaExceeded, ReturnCode = MqttConnectReturnCode.ConnectionRefusedServerUnavailable,
        });
    }

    /// <summary>
    /// The broker stops: what was sent arrives before the connection ends. Completes when it has ended, or has no need to.
    /// </summary>
    public async Task StopAsync()
    {
        if (!IsGreeted || Interlocked.Exchange(ref _hasBegun, 1) != 0) return;
        await (wire.IsVersion5
            ? wire.PartAsync(new MqttDisconnectPacket { ReasonCode = MqttDisconnectReasonCode.ServerShuttingDown })
            : wire.PartAsync(default)).ConfigureAwait(false);
        await socket.Parted.ConfigureAwait(false);
    }
}
