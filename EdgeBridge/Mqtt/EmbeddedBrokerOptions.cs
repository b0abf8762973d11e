namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>How the embedded broker listens, and what it bears.</summary>
public sealed record EmbeddedBrokerOptions
{
    /// <summary>The node's name, one topic level: it stands in <c>eventedge/{node}/status</c>. Required.</summary>
    public required string Node { get; init; }

    /// <summary>Address to listen on. Loopback only, as clients have no identity yet. Default 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port; 0 takes a free one. Default 1883.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>Largest packet, fixed header excluded; a client that announces more is cut off before anything is allocated. Default 1 MiB.</summary>
    public int PacketBytesLimit { get; init; } = 1 << 20;

    /// <summary>Most connections at a time; further ones are closed at once. Default 1,000.</summary>
    public int ConnectionLimit { get; init; } = 1000;

    /// <summary>Most QoS 1 and 2 messages of one client that wait to become durable; beyond it the client's socket is not read. Default 1,024.</summary>
    public int InFlightLimit { get; init; } = 1024;

    /// <summary>Most topics with a retained message. Default 10,000.</summary>
    public int RetainedCountLimit { get; init; } = 10_000;

    /// <summary>Most bytes of retained topics and payloads. Default 16 MiB.</summary>
    public long RetainedBytesLimit { get; init; } = 16L << 20;

    /// <summary>Most messages of our own that wait to be published; beyond it <c>TryPublish</c> says no. Default 10,000.</summary>
    public int PublishQueueLimit { get; init; } = 10_000;

    /// <summary>Most messages that wait for one slow subscriber; beyond it its oldest are dropped. Default 10,000.</summary>
    public int SubscriberQueueLimit { get; init; } = 10_000;

    /// <summary>How long a socket may stay open without a CONNECT. Default 10 s.</summary>
    public TimeSpan ConnectTimeLimit { get; init; } = TimeSpan.FromSeconds(10);
}
