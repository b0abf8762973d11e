using System.Text.Json;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// What a node says of itself on <c>eventedge/{node}/status</c>, retained: <c>{"node":"press-hall","state":"online","since":"…"}</c>.
/// </summary>
internal sealed class NodeStatus
{
    private readonly string _node;

    /// <exception cref="MqttListenerException">The name cannot be a topic level.</exception>
    public NodeStatus(string node)
    {
        if (node.Contains('/') || !TopicName.IsValid(node, out _))
            throw new MqttListenerException($"the node name '{node}' cannot be one level of an MQTT topic");
        _node = node;
        Topic = $"eventedge/{node}/status";
    }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>The node is up since the given moment.</summary>
    public byte[] Online(DateTimeOffset since) => Payload("online", since);

    /// <summary>The node is gone; as a last will the moment is that of the connection, as nobody is left to say when it ended.</summary>
    public byte[] Offline(DateTimeOffset since) => Payload("offline", since);

    private byte[] Payload(string state, DateTimeOffset since) =>
        JsonSerializer.SerializeToUtf8Bytes(new { node = _node, state, since = since.UtcDateTime });
}
