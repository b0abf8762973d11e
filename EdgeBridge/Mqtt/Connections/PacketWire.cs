using System.Buffers;
using EventEdge.EdgeBridge.Mqtt.Packets;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>One client's packets as bytes and back, in the version of MQTT that it speaks.</summary>
internal sealed class PacketWire(DeviceSocket socket)
{
    private readonly MqttPacketFormatterAdapter _formatter = new(new MqttBufferWriter(128, 4096));

    /// <summary>Who is at the other end, for logs.</summary>
    public string Peer => socket.Peer;

    /// <summary>The client speaks MQTT 5.</summary>
    public bool IsVersion5 => _formatter.ProtocolVersion == MqttProtocolVersion.V500;

    /// <summary>
    /// It says that it is a bridge: what it sends does not come back to it, and it gets retained messages marked as such.
    /// </summary>
    public bool IsBridge { get; private set; }

    /// <summary>Decodes a packet; a CONNECT says from then on which version is spoken.</summary>
    /// <exception cref="MqttFaultException">It is malformed.</exception>
    public MqttPacket Decode(in RawPacket raw)
    {
        try
        {
            // MQTTnet's packets keep a reference to the body they were decoded from.
            var body = raw.Body.ToArray();
            if (raw.IsConnect) IsBridge = ConnectCheck.TakeBridgeFlag(body);
            var received = new ReceivedMqttPacket(raw.Header, new ArraySegment<byte>(body), raw.Body.Count + 2);
            if (raw.IsConnect) _formatter.DetectProtocolVersion(received);
            return _formatter.Decode(received) ?? throw MqttFaultException.Malformed("malformed packet");
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

    /// <summary>Sends a packet.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public Task SendAsync(MqttPacket packet, CancellationToken cancellation) =>
        socket.SendAsync(Encode, packet, _ => _formatter.Cleanup(), cancellation);

    /// <summary>Sends bytes as they are.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        socket.SendAsync(static all => all, bytes, null, cancellation);

    /// <inheritdoc cref="DeviceSocket.PartAsync"/>
    public Task PartAsync(MqttPacket last, TimeSpan? limit = null) =>
        socket.PartAsync(Encode, last, _ => _formatter.Cleanup(), limit ?? DeviceSocket.PartingTimeLimit);

    /// <inheritdoc cref="DeviceSocket.PartAsync"/>
    public Task PartAsync(ReadOnlyMemory<byte> last) => socket.PartAsync(static all => all, last, null, DeviceSocket.PartingTimeLimit);

    /// <summary>
    /// Sends a message; false, and nothing is sent, when the packet has more bytes than the client takes (0: it takes any).
    /// </summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public async ValueTask<bool> DeliverAsync(Outbound next, OutboundAliases aliases, uint bytesLimit, CancellationToken cancellation)
    {
        var topic = next.Delivery!.Message.Topic;
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
            await SendAsync(buffer.AsMemory(0, packet.Length), cancellation).ConfigureAwait(false);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ReadOnlyMemory<byte> Encode(MqttPacket packet) => _formatter.Encode(packet).Join();
}
