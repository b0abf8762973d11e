using EventEdge.Cli;
using EventEdge.EdgeBridge.Mqtt;

namespace EventEdge.Publishing;

/// <summary><see cref="IMqttSender"/> over the bridge's MQTT client.</summary>
internal sealed class MqttSender(MqttPublisher publisher) : IMqttSender
{
    private const int InFlightLimit = 256;

    private long _sent;

    public long Acknowledged { get; private set; }

    public static async Task<IMqttSender> OpenAsync(MqttTarget broker, CancellationToken cancellation)
    {
        var clientId = $"eventedge-{Guid.NewGuid():N}"[..23];
        try
        {
            return new MqttSender(await MqttPublisher.ConnectAsync(
                broker.Address.Host, broker.Address.Port, clientId, TimeProvider.System, InFlightLimit, broker.Login, cancellation));
        }
        catch (MqttListenerException unreachable)
        {
            throw CommandFailure.Outside(unreachable.Message);
        }
    }

    public async ValueTask SendAsync(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain, CancellationToken cancellation)
    {
        try
        {
            await publisher.PublishAsync(topic, payload, qos, retain, cancellation: cancellation);
            _sent++;
        }
        catch (MqttListenerException lost)
        {
            throw CommandFailure.Outside(lost.Message);
        }
    }

    public async Task FlushAsync(CancellationToken cancellation)
    {
        try
        {
            await publisher.FlushAsync(cancellation);
            Acknowledged = _sent;
        }
        catch (MqttListenerException lost)
        {
            throw CommandFailure.Outside(lost.Message);
        }
    }

    public ValueTask DisposeAsync() => publisher.DisposeAsync();
}
