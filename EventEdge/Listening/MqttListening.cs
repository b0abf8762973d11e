using EventEdge.Cli;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.EdgeBridge.Mqtt.External.Listening;

namespace EventEdge.Listening;

/// <summary><see cref="IMqttListening"/> over the bridge's listener.</summary>
internal sealed class MqttListening(BrokerListener listener) : IMqttListening
{
    public Task<string> Ended => listener.Ended;

    public static async Task<IMqttListening> OpenAsync(
        ExternalBrokerOptions broker, Action<HeardMessage> heard, CancellationToken cancellation)
    {
        try
        {
            return new MqttListening(await BrokerListener.ConnectAsync(broker, heard, TimeProvider.System, cancellation));
        }
        catch (MqttListenerException unreachable)
        {
            throw CommandFailure.Outside(unreachable.Message);
        }
    }

    public async Task SubscribeAsync(string filter, CancellationToken cancellation)
    {
        try
        {
            await listener.SubscribeAsync(filter, cancellation);
        }
        catch (MqttListenerException refused)
        {
            throw CommandFailure.Outside(refused.Message);
        }
    }

    public ValueTask DisposeAsync() => listener.DisposeAsync();
}
