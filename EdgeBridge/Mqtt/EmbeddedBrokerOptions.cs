namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>How the embedded broker listens, and what it bears.</summary>
public sealed record EmbeddedBrokerOptions
{
    /// <summary>The node's name, one topic level: it stands in <c>eventedge/{node}/status</c>. Required.</summary>
    public required string Node { get; init; }

    /// <summary>Address to listen on. Beyond loopback only where every client has to say who it is. Default 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port; 0 takes a free one. Default 1883.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>Further addresses to listen on, with TLS, WebSocket or both. Default none.</summary>
    public IReadOnlyList<MqttEndpoint> Endpoints { get; init; } = [];

    /// <summary>
    /// Origins of web pages of other addresses that may connect over WebSocket, such as <c>https://panel.plant:8443</c>. Default none.
    /// </summary>
    public IReadOnlyList<string> WebSocketOrigins { get; init; } = [];

    /// <summary>
    /// Largest packet, fixed header excluded; a client that announces more is cut off before anything is allocated. Default 256 KiB.
    /// </summary>
    public int PacketBytesLimit { get; init; } = 256 << 10;

    /// <summary>The same for a client that has not been let in yet: its CONNECT must fit. Default 4 KiB.</summary>
    public int ConnectBytesLimit { get; init; } = 4 << 10;

    /// <summary>
    /// Most connections at a time. A few further ones are heard: a client that takes over its own earlier connection stays, others are told
    /// that there are too many. Default 12,000.
    /// </summary>
    public int ConnectionLimit { get; init; } = 12_000;

    /// <summary>
    /// Most of them from one address, an IPv6 network of 64 bits counting as one; a gateway in front of many devices is one too. Default
    /// 10,000.
    /// </summary>
    public int AddressConnectionLimit { get; init; } = 10_000;

    /// <summary>
    /// How long a connection may be silent before the system asks whether the other side is still there, in whole seconds. Default 60 s.
    /// </summary>
    public TimeSpan TcpKeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Least rate in bytes a second at which the rest of a packet must follow its beginning. Default 256.</summary>
    public int ReadRateMin { get; init; } = 256;

    /// <summary>How long the rest of a packet may stay out before that rate is asked for. Default 5 s.</summary>
    public TimeSpan PacketGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Most QoS 1 and 2 messages of one client that wait to become durable; beyond it the client's socket is not read. Default 1,024.
    /// </summary>
    public int InFlightLimit { get; init; } = 1024;

    /// <summary>Most topics with a retained message. Default 10,000.</summary>
    public int RetainedCountLimit { get; init; } = 10_000;

    /// <summary>Where they are kept, an SQLite file made when missing. Null: in memory, they end with the process. Default null.</summary>
    public string? RetainedFile { get; init; }

    /// <summary>Most bytes of memory that retained messages take, properties and objects included. Default 32 MiB.</summary>
    public long RetainedBytesLimit { get; init; } = 32L << 20;

    /// <summary>
    /// A retained message for which there is no room is refused with 0x97 where MQTT can say so (MQTT 5, QoS 1 and 2). Otherwise, and by
    /// default, it is taken and delivered, and its topic has no retained value any more.
    /// </summary>
    public bool RefusesWhenRetainedFull { get; init; }

    /// <summary>
    /// Largest share of what the broker keeps for all (retained messages, subscriptions) that one user may take, 0 to 1. Clients nobody
    /// asks who they are have no share. Default 0.75.
    /// </summary>
    public double OwnerShare { get; init; } = 0.75;

    /// <summary>Most messages of our own that wait to be published; beyond it <c>TryPublish</c> says no. Default 10,000.</summary>
    public int PublishQueueLimit { get; init; } = 10_000;

    /// <summary>Most bytes of memory they take. Default 16 MiB.</summary>
    public long PublishBytesLimit { get; init; } = 16L << 20;

    /// <summary>
    /// Most messages that wait for one subscriber, unacknowledged ones included; beyond it a slow one is disconnected, and its session
    /// loses the oldest. Default 10,000.
    /// </summary>
    public int SubscriberQueueLimit { get; init; } = 10_000;

    /// <summary>Most bytes of memory they take. Default 16 MiB.</summary>
    public long SubscriberBytesLimit { get; init; } = 16L << 20;

    /// <summary>
    /// Most sessions kept for clients that are away; of the user that has most, the one away longest makes room. Default 1,000.
    /// </summary>
    public int OfflineSessionLimit { get; init; } = 1000;

    /// <summary>
    /// Most bytes of memory that all those sessions take; beyond it those of the user that takes most make room. Default 64 MiB.
    /// </summary>
    public long OfflineBytesLimit { get; init; } = 64L << 20;

    /// <summary>
    /// Where sessions outlive a restart, an SQLite file made when missing: subscriptions are there when SUBACK is, what waits when the
    /// broker stops. Null: in memory, they end with the process. Default null.
    /// </summary>
    public string? SessionFile { get; init; }

    /// <summary>
    /// How long a client may take to come back after the node has died, until its will is published; a longer delay of its own counts. Only
    /// with <see cref="SessionFile"/>. Default 60 s.
    /// </summary>
    public TimeSpan WillGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time a session is kept for a client that is away. Default 1 day.</summary>
    public TimeSpan SessionTimeLimit { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Most subscriptions of one client. Default 1,000.</summary>
    public int SubscriptionLimit { get; init; } = 1000;

    /// <summary>Most bytes of memory they take. Default 8 MiB.</summary>
    public long SubscriptionBytesLimit { get; init; } = 8L << 20;

    /// <summary>Most subscriptions of all clients. Default 200,000.</summary>
    public int SubscriptionTotalLimit { get; init; } = 200_000;

    /// <summary>Most bytes of memory they take. Default 128 MiB.</summary>
    public long SubscriptionTotalBytesLimit { get; init; } = 128L << 20;

    /// <summary>Most messages sent to one subscriber and not acknowledged; the others wait. Default 256.</summary>
    public int DeliveryInFlightLimit { get; init; } = 256;

    /// <summary>
    /// Longest keep alive an MQTT 5 client may have, in whole seconds: it is told so, and a lost one is noticed in time. Default 60 s.
    /// </summary>
    public TimeSpan KeepAliveLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a socket may stay open without a CONNECT. Default 10 s.</summary>
    public TimeSpan ConnectTimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long TLS and WebSocket may take before that: when a fleet comes back at once, most of it waits for our own processor. Default 30
    /// s.
    /// </summary>
    public TimeSpan HandshakeTimeLimit { get; init; } = TimeSpan.FromSeconds(30);
}
