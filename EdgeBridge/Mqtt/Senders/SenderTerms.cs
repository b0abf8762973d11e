using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Mqtt.Senders;

/// <summary>Who a connection is, and what it asks for. Its session ends with it.</summary>
/// <param name="Name">What tells it from the node's other connections, part of its client identifier.</param>
/// <param name="Will">What the broker publishes for it when it is lost.</param>
/// <param name="Topics">What it is to be told of, topic by topic; what the broker retains on them comes first.</param>
internal sealed record SenderTerms(string Name, LocalMessage Will, IReadOnlyList<string> Topics)
{
    /// <summary>Whether it publishes on a topic; null where that is not to be told from what others publish.</summary>
    public Func<string, bool>? IsOwn { get; init; }

    /// <summary>Whether it ends with the node's own connection, over which the data come.</summary>
    public bool EndsWithNode { get; init; }
}

/// <summary>A message that has come.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">Its bytes.</param>
internal readonly record struct Arrival(string Topic, byte[] Payload);
