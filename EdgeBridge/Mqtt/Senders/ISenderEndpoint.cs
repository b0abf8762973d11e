namespace EventEdge.EdgeBridge.Mqtt.Senders;

/// <summary>A way to the broker for those whose life others follow by a last will of their own, beside the node's.</summary>
internal interface ISenderEndpoint
{
    /// <summary>Connects, once the node itself is connected.</summary>
    /// <exception cref="MqttListenerException">The broker refuses.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before.</exception>
    Task<ISenderConnection> ConnectAsync(SenderTerms terms, CancellationToken cancellation);
}
