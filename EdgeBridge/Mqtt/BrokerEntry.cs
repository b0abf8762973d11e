namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>The external MQTT broker as a node sees it.</summary>
public sealed record BrokerEntry
{
    /// <summary>Its address.</summary>
    public required string Address { get; init; }

    /// <summary><c>up</c>, <c>down</c>, or <c>taken_over</c> while another client has our session.</summary>
    public required string State { get; init; }

    /// <summary>Version of MQTT spoken: <c>5</c> or <c>3.1.1</c>; null before the first connection.</summary>
    public string? Protocol { get; init; }

    /// <summary>What is wrong and what a person can do; null when nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>Why the last connection ended or could not be made; null before the first trouble.</summary>
    public string? LastError { get; init; }

    /// <summary>Filters that the broker refuses to subscribe, with its reason.</summary>
    public IReadOnlyDictionary<string, string> RefusedSubscriptions { get; init; } = new Dictionary<string, string>();

    /// <summary>Times that the broker had lost our session, and what it queued with it, since the start of the process.</summary>
    public long SessionsLost { get; init; }

    /// <summary>Times that another client took over our session since the start of the process.</summary>
    public long Takeovers { get; init; }

    /// <summary>Copies, that overlapping subscriptions brought, of messages taken.</summary>
    public long Copies { get; init; }

    /// <summary>Retained messages that a new subscription brought and that said what was known.</summary>
    public long RetainedKnown { get; init; }

    /// <summary>Messages that no binding wants.</summary>
    public long Unwanted { get; init; }

    /// <summary>Messages refused because their cause came over too many nodes: a loop.</summary>
    public long LoopsRefused { get; init; }

    /// <summary>QoS 0 messages dropped because the intake was behind.</summary>
    public long Dropped { get; init; }

    /// <summary>Results that the broker refused.</summary>
    public long PublishesRefused { get; init; }
}
