using EventEdge.Nodes;

namespace EventEdge.Publishing;

/// <summary>Sends messages to an MQTT broker with many in flight. Life: opened by <see cref="NodeFactories"/>, DisposeAsync.</summary>
internal interface IMqttSender : IAsyncDisposable
{
    /// <summary>Messages acknowledged so far; at QoS 0, messages written.</summary>
    long Acknowledged { get; }

    /// <summary>Hands a message over; waits only while the in-flight window is full.</summary>
    ValueTask SendAsync(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain, CancellationToken cancellation);

    /// <summary>Completes when every message handed over is acknowledged.</summary>
    Task FlushAsync(CancellationToken cancellation);
}
