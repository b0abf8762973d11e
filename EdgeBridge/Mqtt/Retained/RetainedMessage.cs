using EventEdge.EdgeBridge.Clock;
using EventEdge.EdgeBridge.Mqtt.Packets;

namespace EventEdge.EdgeBridge.Mqtt.Retained;

/// <summary>A message as it is on disk: a topic's last value, what waits for a client, or a will.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">The bytes.</param>
/// <param name="Qos">0, 1 or 2.</param>
internal sealed record RetainedMessage(string Topic, byte[] Payload, int Qos)
{
    /// <summary>Its MQTT 5 properties, as <see cref="StoredProperties"/> keeps them. Default none.</summary>
    public byte[] Properties { get; init; } = [];

    /// <summary>When it is not worth delivering any more, by the clock as it stood at <see cref="Saved"/>; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it was saved; null in a file of a version that did not write that down.</summary>
    public DateTimeOffset? Saved { get; init; }

    /// <summary>The client that sent it; empty when it is our own, or not known any more.</summary>
    public string Sender { get; init; } = string.Empty;

    /// <summary>Whose share of the store it takes; empty when it is our own, or not known any more.</summary>
    public string Owner { get; init; } = string.Empty;

    /// <summary>The message as it is kept. What is left of its time is worked out from when it came.</summary>
    public static RetainedMessage Of(RoutedMessage message, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new(message.Topic, message.Payload.ToArray(), message.Qos)
        {
            Properties = message.Properties,
            Expires = message.ExpirySeconds > 0 ? (now - time.GetElapsedTime(message.Arrived)).AddSeconds(message.ExpirySeconds) : null,
            Saved = now,
            Sender = message.Sender,
            Owner = message.Owner,
        };
    }

    /// <summary>
    /// The message as it is to be delivered, with the time it has left; null when it has none, or its properties are damaged.
    /// </summary>
    public RoutedMessage? Revive(TimeProvider time)
    {
        var left = Expires is { } end ? Left(end, time.GetUtcNow()).TotalSeconds : 0;
        if (Expires is not null && left <= 0) return null;
        try
        {
            return new RoutedMessage(Topic, Payload, Qos, time.GetTimestamp())
            {
                Retain = true, Properties = StoredProperties.Of(Properties, out _),
                ExpirySeconds = (uint)Math.Min(Math.Ceiling(left), uint.MaxValue),
                Sender = Sender, Owner = Owner,
            };
        }
        catch (MqttFaultException)
        {
            return null;
        }
    }

    // What was left when it was saved, less what has passed since: not more than that, wherever the clock stands now.
    private TimeSpan Left(DateTimeOffset end, DateTimeOffset now) =>
        Saved is { } saved ? end - saved - SavedTime.Between(saved, now) : end - now;
}
