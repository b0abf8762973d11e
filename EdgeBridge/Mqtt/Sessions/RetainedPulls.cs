using EventEdge.EdgeBridge.Mqtt.Retained;

namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>
/// The retained messages that a session's new subscriptions have still to get: a place in the store for each, from which is read on as the
/// subscriber takes them. A set of any size so needs no room in the queue, and each value sent is the topic's value then.
/// </summary>
internal sealed class RetainedPulls
{
    private readonly Lock _gate = new();
    private readonly List<(Subscription Subscription, string After)> _open = [];
    private readonly List<Subscription> _fresh = [];

    /// <summary>Nothing is to be read now.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _open.Count == 0;
        }
    }

    /// <summary>Where each stands, by filter as sent: the topic read last.</summary>
    public IReadOnlyDictionary<string, string> Places
    {
        get
        {
            lock (_gate) return _fresh.Select(one => (Subscription: one, After: string.Empty)).Concat(_open)
                .ToDictionary(one => one.Subscription.Filter.Text, one => one.After, StringComparer.Ordinal);
        }
    }

    /// <summary>
    /// A subscription wants what is retained, as soon as it is acknowledged; in the place of an earlier one with the same filter.
    /// </summary>
    public void Put(Subscription subscription)
    {
        lock (_gate)
        {
            Take(subscription.Filter.Text);
            _fresh.Add(subscription);
        }
    }

    /// <summary>Reads on for a subscription of an earlier run.</summary>
    public void Restore(Subscription subscription, string after)
    {
        lock (_gate) _open.Add((subscription, after));
    }

    /// <summary>The subscriptions made are acknowledged.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _open.AddRange(_fresh.Select(one => (one, string.Empty)));
            _fresh.Clear();
        }
    }

    /// <summary>The subscription has ended.</summary>
    public void Remove(string filter)
    {
        lock (_gate) Take(filter);
    }

    /// <summary>
    /// Reads on for the one that began first, a bounded part of the store. False when there is no room, or nothing more to read.
    /// </summary>
    /// <param name="store">Where to read.</param>
    /// <param name="session">Whose it is.</param>
    public bool Read(RetainedMessages store, Session session)
    {
        // Whoever routes a retained message holds the store's lock too: neither can tell an older value after a newer one.
        lock (store.Gate)
        {
            lock (_gate)
            {
                if (_open.Count == 0) return false;
                var (subscription, after) = _open[0];
                var hasCapacity = true;
                var place = store.Read(subscription.Filter.Filter, after, message => hasCapacity = Offer(message, subscription, session));
                if (place is null) _open.RemoveAt(0);
                else _open[0] = (subscription, place);
                return hasCapacity && _open.Count > 0;
            }
        }
    }

    private static bool Offer(RoutedMessage message, Subscription subscription, Session session)
    {
        if (!subscription.Wants(message)) return true;
        if (!session.Queue.HasCapacityFor(message)) return false;
        session.Offer(subscription.Deliver(message, isRetained: true));
        return true;
    }

    private void Take(string filter)
    {
        _open.RemoveAll(one => one.Subscription.Filter.Text == filter);
        _fresh.RemoveAll(one => one.Filter.Text == filter);
    }
}
