namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>
/// What the broker remembers of a client: its subscriptions, what it has still to get, and what it has sent and not released. Outlives the
/// connection if asked to.
/// </summary>
internal sealed class Session(SessionKey key, SessionQueue queue)
{
    private static long lastNumber;

    private volatile ClientLoop? _loop;

    /// <summary>Tells it from an earlier or later one of the same client, as long as the process runs.</summary>
    public long Number { get; } = Interlocked.Increment(ref lastNumber);

    /// <summary>Whose it is.</summary>
    public SessionKey Key => key;

    /// <summary>Its client's name.</summary>
    public string ClientId => key.ClientId;

    /// <summary>What it has still to get.</summary>
    public SessionQueue Queue => queue;

    /// <summary>The QoS 2 messages it has sent and not released.</summary>
    public ExactlyOnceLedger Unreleased { get; } = new();

    /// <summary>Its subscriptions by filter. Its own loop's, or nobody's.</summary>
    public Dictionary<string, Subscription> Subscriptions { get; } = new(StringComparer.Ordinal);

    /// <summary>Its connection; null while the client is away.</summary>
    public ClientLoop? Loop
    {
        get => _loop;
        set => _loop = value;
    }

    /// <summary>The client is there.</summary>
    public bool IsConnected => _loop is not null;

    /// <summary>How long it is kept without a connection.</summary>
    public TimeSpan Expiry { get; set; }

    /// <summary>Since when it has none, as a timestamp.</summary>
    public long AwaySince { get; set; }

    /// <summary>The will that waits for its delay to pass; null without.</summary>
    public PendingWill? Will { get; set; }

    /// <summary>Queues a message, and wakes whoever sends it; a subscriber that is too slow is cut off.</summary>
    public void Offer(Delivery delivery)
    {
        var loop = _loop;
        if (!queue.TryAdd(delivery, loop is not null)) loop?.GiveUp(MqttFaultException.OverQuota("it takes less than it is sent"));
        else loop?.Wake();
    }
}

/// <summary>Whose a session is: a client id alone would hand what waits for one user to another who gives the same one.</summary>
/// <param name="User">Who the client has proven to be; empty on a door that asks nobody.</param>
/// <param name="ClientId">Its client id.</param>
internal readonly record struct SessionKey(string User, string ClientId);

/// <summary>A will to be published unless the client comes back in time.</summary>
/// <param name="Will">The will.</param>
/// <param name="Delay">How long after the connection was lost.</param>
internal sealed record PendingWill(LastWill Will, TimeSpan Delay);
