namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>Which broker to use, and how its session is kept.</summary>
public sealed record ExternalBrokerOptions
{
    /// <summary>The node's name, one topic level: it stands in <c>eventedge/{node}/status</c>. Required.</summary>
    public required string Node { get; init; }

    /// <summary>The broker's name or address. Required.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port. Default 1883.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>Client identifier: the broker keeps the session under it, so it must not change. Default <c>eventedge-{node}</c>.</summary>
    public string? ClientId { get; init; }

    /// <summary>How long the broker keeps the session, and what is queued for it, while the node is away. Default 1 day.</summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Most QoS 1 and 2 messages the broker may send before the first is acknowledged. Default 1,000.</summary>
    public ushort ReceiveMaximum { get; init; } = 1000;

    /// <summary>Most QoS 0 messages that wait for the intake; further ones are dropped and counted. Default 10,000.</summary>
    public int QosZeroQueueLimit { get; init; } = 10_000;

    /// <summary>Most bytes of memory they take. Default 16 MiB.</summary>
    public long QosZeroBytesLimit { get; init; } = 16L << 20;

    /// <summary>Most messages of our own that wait to be published; beyond it <c>TryPublish</c> says no. Default 10,000.</summary>
    public int PublishQueueLimit { get; init; } = 10_000;

    /// <summary>Most bytes of memory they take. Default 16 MiB.</summary>
    public long PublishBytesLimit { get; init; } = 16L << 20;

    /// <summary>User name; null for none.</summary>
    public string? Username { get; init; }

    /// <summary>File that holds the password and nothing else; read at each connect, so that it may be rotated. Null for none.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>
    /// Path under which the broker speaks MQTT over WebSocket, such as <c>/mqtt</c>; null for MQTT over TCP. Default null.
    /// </summary>
    public string? WebSocketPath { get; init; }

    /// <summary>Whether to speak TLS 1.2 or newer; the certificate is checked against the machine's roots. Default false.</summary>
    public bool Tls { get; init; }

    /// <summary>PEM file of the only authority to trust instead of the machine's roots; null for those. Needs <see cref="Tls"/>.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>PEM file of a certificate to show to the broker; null for none. Needs <see cref="Tls"/>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of its key; null when it is in the certificate's file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>File that remembers over a restart what the session is subscribed to; null to forget it.</summary>
    public string? SubscriptionFile { get; init; }

    /// <summary>How long one attempt to connect, subscribe or publish may take. Default 10 s.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest pause between two attempts to connect. Default 60 s.</summary>
    public TimeSpan ReconnectDelayLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long to stay away when another client has taken over the session; three times as long each further time, up to sixty times.
    /// Default 10 s.
    /// </summary>
    public TimeSpan TakeoverPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Over how many brokers and nodes a message's cause may have come; beyond it the message is refused. Default 8.</summary>
    public int HopLimit { get; init; } = 8;

    /// <summary>The client identifier in use.</summary>
    internal string ClientIdInUse => ClientId ?? $"eventedge-{Node}";

    /// <summary>The broker as a person writes it.</summary>
    internal string Address => $"{Scheme}://{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}{WebSocketPath}";

    private string Scheme => WebSocketPath is null ? Tls ? "mqtts" : "mqtt" : Tls ? "wss" : "ws";
}
