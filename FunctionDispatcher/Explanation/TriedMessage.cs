using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Explanation;

/// <summary>A message that is explained, whether it has come or not.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="ReceivedAt">When it was received, or is taken to be.</param>
public sealed record TriedMessage(string Topic, ReadOnlyMemory<byte> Payload, DateTimeOffset ReceivedAt)
{
    /// <summary>Why no message can have a topic, in one clause; null where one can.</summary>
    public static string? FaultOf(string topic) => topic.Length == 0 ? "the topic is empty"
        : topic.AsSpan().ContainsAny('+', '#') ? $"{topic} is a filter: a message has a topic without + and #" : null;

    /// <summary>What it says about itself in MQTT 5; null for nothing.</summary>
    public MessageProperties? Properties { get; init; }

    /// <summary>The QoS it came with, 0 to 2. Default 1.</summary>
    public int Qos { get; init; } = 1;

    /// <summary>The RETAIN flag it came with. Default false.</summary>
    public bool Retain { get; init; }
}
