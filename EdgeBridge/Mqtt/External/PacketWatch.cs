using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Implementations;
using MQTTnet.Packets;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>
/// Stands in front of the client's connection to see what the client keeps to itself: each PUBREL, and the reason of a DISCONNECT.
/// </summary>
internal sealed class PacketWatch(IMqttChannelAdapter inner, Action<MqttPacket> seen) : IMqttChannelAdapter
{
    public long BytesReceived => inner.BytesReceived;

    public long BytesSent => inner.BytesSent;

    public X509Certificate2 ClientCertificate => inner.ClientCertificate;

    public EndPoint RemoteEndPoint => inner.RemoteEndPoint;

    public EndPoint LocalEndPoint => inner.LocalEndPoint;

    public bool IsSecureConnection => inner.IsSecureConnection;

    public MqttPacketFormatterAdapter PacketFormatterAdapter => inner.PacketFormatterAdapter;

    public Task ConnectAsync(CancellationToken cancellationToken) => inner.ConnectAsync(cancellationToken);

    public Task DisconnectAsync(CancellationToken cancellationToken) => inner.DisconnectAsync(cancellationToken);

    public Task<MqttPacket> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        var receiving = inner.ReceivePacketAsync(cancellationToken);
        if (!receiving.IsCompletedSuccessfully) return WatchAsync(receiving);
        Watch(receiving.Result);
        return receiving;
    }

    public void ResetStatistics() => inner.ResetStatistics();

    public Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken) => inner.SendPacketAsync(packet, cancellationToken);

    public void Dispose() => inner.Dispose();

    private async Task<MqttPacket> WatchAsync(Task<MqttPacket> receiving)
    {
        var packet = await receiving.ConfigureAwait(false);
        Watch(packet);
        return packet;
    }

    private void Watch(MqttPacket packet)
    {
        if (packet is MqttPubRelPacket or MqttDisconnectPacket) seen(packet);
    }

    /// <summary>Puts the watch in front of what MQTTnet makes.</summary>
    internal sealed class Factory(Action<MqttPacket> seen) : IMqttClientAdapterFactory
    {
        private readonly MqttClientAdapterFactory _inner = new();

        public IMqttChannelAdapter CreateClientAdapter(
            MqttClientOptions options, MqttPacketInspector packetInspector, IMqttNetLogger logger) =>
            new PacketWatch(_inner.CreateClientAdapter(options, packetInspector, logger), seen);
    }
}
