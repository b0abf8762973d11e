using EventEdge.EdgeBridge.Mqtt.Packets;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>
/// Sessions, subscriptions, retained messages: what makes the door a broker for local clients. In memory, and on disk over an orderly stop; results
/// that must not be lost go through the outbox. Life: RunAsync beside any number of connections, until the door stops.
/// </summary>
internal sealed class SessionBroker(DeviceDoor door) : IDisposable
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ExpiryTurn = TimeSpan.FromMinutes(1);

    private readonly SessionTable _table = new(door.Options.OfflineSessionLimit, door.Options.OfflineBytesLimit, door.Time);
    private readonly SessionStore _store = new(door.Options.SessionFile, door.Time, door.Logger);
    private readonly RetainedMessages _retained = new(door.Retained, door.Time);

    /// <summary>The door it stands behind.</summary>
    public DeviceDoor Door => door;

    /// <summary>Sessions there are, of clients that are away too.</summary>
    public int SessionCount => _table.Count;

    /// <summary>Runs one connection to its end.</summary>
    public Task ServeAsync(DeviceConnection connection) => new ClientLoop(connection, this).RunAsync(door.Stopping);

    /// <summary>Ends what has outlived its time, again and again until the door stops.</summary>
    public async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Turn, door.Time);
        var looked = door.Time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(door.Stopping).ConfigureAwait(false))
            {
                foreach (var will in _table.TakeDueWills()) await will.ExecuteAsync().ConfigureAwait(false);
                foreach (var session in _table.TakeExpired()) await EndAsync(session).ConfigureAwait(false);
                if (door.Time.GetElapsedTime(looked) < ExpiryTurn) continue;
                looked = door.Time.GetTimestamp();
                _retained.RemoveExpired();
            }
        }
        catch (OperationCanceledException)
        {
            // The door stops.
        }
    }

    /// <summary>How long a session may be kept of those seconds asked for.</summary>
    public TimeSpan Limit(uint seconds) =>
        seconds >= door.Options.SessionTimeLimit.TotalSeconds ? door.Options.SessionTimeLimit : TimeSpan.FromSeconds(seconds);

    /// <summary>A client has come: it gets its session, its own earlier one where it may; its earlier connection ends first.</summary>
    public async Task<(Session Session, bool IsPresent)> EnterAsync(ClientLoop loop)
    {
        while (true)
        {
            var entered = _table.Enter(loop, NewSession);
            if (entered.Ended is { } ended) await EndAsync(ended).ConfigureAwait(false);
            if (entered.Session is { } session)
            {
                Prepare(session, loop);
                return (session, entered.IsPresent);
            }

            await entered.Earlier!.GiveWayAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A connection has ended.</summary>
    public async Task LeaveAsync(Session session, ClientLoop loop)
    {
        if (!_table.Leave(session, loop)) return;
        var will = loop.Connection.Will;
        var delay = will.Delay < session.Expiry ? will.Delay : session.Expiry;
        if (will.IsSet && delay > TimeSpan.Zero) session.Will = new PendingWill(will, delay);
        else await will.ExecuteAsync().ConfigureAwait(false);
        foreach (var expired in _table.TakeExpired()) await EndAsync(expired).ConfigureAwait(false);
    }

    /// <summary>Takes over the sessions of an earlier run; before the first connection.</summary>
    public void Restore()
    {
        foreach (var kept in _store.Load()) Restore(kept);
        _store.TakeOver(_table.All());
    }

    /// <summary>Leaves the sessions to a later run; after the last connection.</summary>
    public void Dispose()
    {
        _store.KeepAll(_table.All());
        _store.Dispose();
    }

    /// <summary>Keeps what an earlier run has kept, unless it has expired meanwhile.</summary>
    public void Restore(RetainedMessage kept)
    {
        if (kept.Revive(door.Time) is { } message) _retained.Keep(message);
        else door.Retained.TryKeep(kept.Topic, 0);
    }

    /// <summary>Hands a message to everybody who wants it, and keeps it if it is to be kept.</summary>
    public void Route(RoutedMessage message)
    {
        if (message.Source.Retain) _retained.Keep(message);
        List<Subscription> found = [];
        door.Subscriptions.Match(message.Source.Topic, found);
        found.RemoveAll(one => !one.Wants(message));
        if (found.Count == 1)
        {
            Deliver(message, found);
            return;
        }

        foreach (var one in found.Where(one => one.Filter.Group is not null)) Deliver(message, [one]);
        foreach (var ofOne in found.Where(one => one.Filter.Group is null).GroupBy(one => one.Session)) Deliver(message, [.. ofOne]);
    }

    /// <summary>Subscribes to what the client may subscribe to.</summary>
    public MqttSubAckPacket Subscribe(Session session, MqttSubscribePacket subscribe, DeviceConnection connection)
    {
        var answer = new MqttSubAckPacket { PacketIdentifier = subscribe.PacketIdentifier, ReasonCodes = [] };
        foreach (var asked in subscribe.TopicFilters) answer.ReasonCodes.Add(Subscribe(session, asked, subscribe.SubscriptionIdentifier, connection));
        _store.KeepSubscriptions(session);
        return answer;
    }

    /// <summary>Unsubscribes.</summary>
    public MqttUnsubAckPacket Unsubscribe(Session session, MqttUnsubscribePacket unsubscribe)
    {
        var answer = new MqttUnsubAckPacket { PacketIdentifier = unsubscribe.PacketIdentifier, ReasonCodes = [] };
        foreach (var filter in unsubscribe.TopicFilters)
        {
            var isKnown = session.Subscriptions.Remove(filter, out var subscription);
            if (isKnown) door.Subscriptions.Remove(subscription!);
            answer.ReasonCodes.Add(isKnown ? MqttUnsubscribeReasonCode.Success : MqttUnsubscribeReasonCode.NoSubscriptionExisted);
        }

        _store.KeepSubscriptions(session);
        return answer;
    }

    /// <summary>Sends what is retained for the subscriptions just made, as far as each has asked for it.</summary>
    public void SendRetained(Session session, MqttSubscribePacket subscribe)
    {
        foreach (var asked in subscribe.TopicFilters)
        {
            if (!session.Subscriptions.TryGetValue(asked.Topic, out var subscription) || !ReferenceEquals(subscription.Options, asked)) continue;
            if (subscription.Filter.Group is not null || !subscription.WantsRetained) continue;
            foreach (var message in _retained.Find(subscription.Filter.Filter).Where(subscription.Wants)) Deliver(message, [subscription], isRetained: true);
        }
    }

    private void Prepare(Session session, ClientLoop loop)
    {
        var (connect, options) = (loop.Connect, door.Options);
        session.Expiry = loop.Connection.IsVersion5 ? Limit(connect.SessionExpiryInterval)
            : connect.CleanSession ? TimeSpan.Zero
            : options.SessionTimeLimit;
        loop.Connection.Resume(session.Unreleased);
        session.Queue.Resume(connect.ReceiveMaximum == 0 ? options.DeliveryInFlightLimit : Math.Min(connect.ReceiveMaximum, options.DeliveryInFlightLimit));
    }

    private Session NewSession(SessionKey key) =>
        new(key, new SessionQueue(door.Options.SubscriberQueueLimit, door.Options.SubscriberBytesLimit, door.Time));

    private MqttSubscribeReasonCode Subscribe(Session session, MqttTopicFilter asked, uint identifier, DeviceConnection connection)
    {
        if (!TopicFilter.TryParse(asked.Topic, out var filter)) return MqttSubscribeReasonCode.TopicFilterInvalid;
        var verdict = connection.Judge(asked.Topic);
        if ((int)verdict >= 0x80) return verdict;
        var isNew = !session.Subscriptions.ContainsKey(asked.Topic);
        if (isNew && session.Subscriptions.Count >= door.Options.SubscriptionLimit)
        {
            return connection.IsVersion5 ? MqttSubscribeReasonCode.QuotaExceeded : MqttSubscribeReasonCode.UnspecifiedError;
        }

        var subscription = new Subscription(session, filter, asked, identifier, isNew);
        session.Subscriptions[asked.Topic] = subscription;
        door.Subscriptions.Put(subscription);
        return (MqttSubscribeReasonCode)asked.QualityOfServiceLevel;
    }

    private static void Deliver(RoutedMessage message, List<Subscription> wanted, bool isRetained = false)
    {
        var qos = Math.Min((int)message.Source.QualityOfServiceLevel, wanted.Max(one => one.Qos));
        var retain = isRetained || (message.Source.Retain && wanted.Exists(one => one.Options.RetainAsPublished));
        List<uint>? identifiers = wanted.Exists(one => one.Identifier > 0) ? [.. wanted.Select(one => one.Identifier).Where(id => id > 0)] : null;
        wanted[0].Session.Offer(new Delivery(message, qos, retain, identifiers));
    }

    private void Restore(KeptSession kept)
    {
        var session = NewSession(kept.Key);
        session.Expiry = kept.Expiry;
        foreach (var one in kept.Subscriptions)
        {
            if (SessionStore.Revive(one, session) is not { } subscription) continue;
            session.Subscriptions[one.Filter] = subscription;
            door.Subscriptions.Put(subscription);
        }

        foreach (var one in kept.Waiting)
        {
            if (_store.Revive(one) is { } delivery) session.Queue.Restore(delivery, one.PacketId, one.IsReceived);
        }

        _table.Restore(session, kept.AwaySince is { } since ? door.Time.GetUtcNow() - since : TimeSpan.Zero);
    }

    private async Task EndAsync(Session session)
    {
        _store.Forget(session);
        foreach (var subscription in session.Subscriptions.Values) door.Subscriptions.Remove(subscription);
        if (session.Will is { } pending) await pending.Will.ExecuteAsync().ConfigureAwait(false);
    }
}
