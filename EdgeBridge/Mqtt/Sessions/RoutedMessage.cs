using MQTTnet.Packets;

namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>A message on its way to subscribers, with everything its sender said about it.</summary>
/// <param name="Source">As it was published; never changed.</param>
/// <param name="Sender">The client that sent it; empty when it is our own.</param>
/// <param name="Arrived">When, as a timestamp of the broker's clock.</param>
internal sealed record RoutedMessage(MqttPublishPacket Source, string Sender, long Arrived)
{
    /// <summary>What a subscriber's limit is charged with.</summary>
    public long Bytes { get; } = Source.Payload.Length + Source.Topic.Length;

    /// <summary>Seconds it is still worth delivering, 0 for ever; false when it has expired.</summary>
    public bool IsAlive(TimeProvider time, out uint secondsLeft)
    {
        secondsLeft = 0;
        if (Source.MessageExpiryInterval == 0) return true;
        var waited = time.GetElapsedTime(Arrived).TotalSeconds;
        if (waited >= Source.MessageExpiryInterval) return false;
        secondsLeft = Source.MessageExpiryInterval - (uint)waited;
        return true;
    }
}
