namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>
/// What the broker remembers of a client: its subscriptions, what it has still to get, and what it has sent and not released. Outlives the
/// connection if asked to.
/// </summary>
internal sealed class Session(SessionKey key, SessionQueue queue)
{
    private const long Overhead = 1500; // Objects of a session without anything in it, roughly.

    private static long lastNumber;

    private readonly Lock _losses = new();
    private volatile ISessionClient? _loop;
    private long _lostCounted;
    private long _lostBefore;

    /// <summary>Tells it from an earlier or later one of the same client, as long as the process runs.</summary>
    public long Number { get; } = Interlocked.Increment(ref lastNumber);

    /// <summary>Whose it is.</summary>
    public SessionKey Key => key;

    /// <summary>Its client's name.</summary>
    public string ClientId => key.ClientId;

    /// <summary>What it has still to get.</summary>
    public SessionQueue Queue => queue;

    /// <summary>Retained messages its subscriptions have still to get.</summary>
    public RetainedPulls Pulls { get; } = new();

    /// <summary>The QoS 2 messages it has sent and not released.</summary>
    public ExactlyOnceLedger Unreleased { get; } = new();

    /// <summary>Its subscriptions by filter. Its own loop's, or nobody's.</summary>
    public Dictionary<string, Subscription> Subscriptions { get; } = new(StringComparer.Ordinal);

    /// <summary>Bytes of memory they take, roughly.</summary>
    public long SubscriptionBytes { get; set; }

    /// <summary>Bytes of memory it takes, roughly.</summary>
    public long Footprint =>
        Overhead + (2L * (key.ClientId.Length + key.User.Length)) + queue.Footprint + SubscriptionBytes + Unreleased.Footprint;

    /// <summary>Its connection; null while the client is away.</summary>
    public ISessionClient? Loop
    {
        get => _loop;
        set => _loop = value;
    }

    /// <summary>The client is there.</summary>
    public bool IsConnected => _loop is not null;

    /// <summary>How long it is kept without a connection.</summary>
    public TimeSpan Expiry { get; set; }

    /// <summary>The same as it stands on disk; null where the disk does not know the session.</summary>
    public TimeSpan? ExpiryOnDisk { get; set; }

    /// <summary>Since when it has none, as a timestamp.</summary>
    public long AwaySince { get; set; }

    /// <summary>The will that waits for its delay to pass; null without.</summary>
    public PendingWill? Will { get; set; }

    /// <summary>Called when messages were dropped for want of room.</summary>
    public Action<Session>? Lost { get; init; }

    /// <summary>Messages lost since this was asked last.</summary>
    /// <param name="isFirst">It has lost none before since its client came.</param>
    public long TakeLost(out bool isFirst)
    {
        lock (_losses)
        {
            var now = queue.Dropped;
            isFirst = now > _lostCounted && _lostCounted == _lostBefore;
            (var lost, _lostCounted) = (now - _lostCounted, now);
            return lost;
        }
    }

    /// <summary>Its client is back: messages lost since it came the last time.</summary>
    public long EndLosing()
    {
        lock (_losses)
        {
            (var lost, _lostBefore) = (_lostCounted - _lostBefore, _lostCounted);
            return lost;
        }
    }

    /// <summary>Queues a message, and wakes whoever sends it; a subscriber that is too slow is cut off.</summary>
    public void Offer(Delivery delivery)
    {
        var loop = _loop;
        var added = queue.Add(delivery, loop is not null);
        if (added != Added.Whole) Lost?.Invoke(this);
        if (added == Added.TooSlow) loop?.GiveUp(MqttFaultException.OverQuota("it takes less than it is sent"));
        else loop?.Wake();
    }
}

/// <summary>Whose a session is: a client id alone would hand what waits for one user to another who gives the same one.</summary>
/// <param name="User">Who the client has proven to be; empty on a listener that asks nobody.</param>
/// <param name="ClientId">Its client id.</param>
internal readonly record struct SessionKey(string User, string ClientId);

/// <summary>A will to be published unless the client comes back in time.</summary>
/// <param name="Will">The will.</param>
/// <param name="Delay">How long after the connection was lost.</param>
internal sealed record PendingWill(IWill Will, TimeSpan Delay)
{
    /// <summary>Its delay is over, and somebody publishes it: what the next run has to publish if that comes to nothing.</summary>
    public PersistedWill? Due { get; set; }
}
