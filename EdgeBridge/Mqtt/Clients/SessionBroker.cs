using EventEdge.EdgeBridge.Mqtt.Connections;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using MQTTnet.Packets;

namespace EventEdge.EdgeBridge.Mqtt.Clients;

/// <summary>
/// Sessions, subscriptions, retained messages: what makes the listener a broker for local clients. In memory, and on disk over an orderly
/// stop; results that must not be lost go through the outbox. Life: Restore, RunAsync beside any number of connections, PublishWillsAsync,
/// Dispose.
/// </summary>
internal sealed class SessionBroker : IDisposable
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ExpiryTurn = TimeSpan.FromMinutes(1);

    private const int WillsTogether = 256;

    private readonly SessionTable _table;
    private readonly SessionStore _store;
    private readonly ConnectedWills _wills;
    private readonly ClientSubscriptions _subscriptions;
    private readonly MessageRouter _router;

    public SessionBroker(DeviceEndpoint endpoint)
    {
        Endpoint = endpoint;
        _table = new(endpoint.Options.OfflineSessionLimit, endpoint.Options.OfflineBytesLimit, endpoint.Time);
        _store = new(endpoint.Options.SessionFile, endpoint.Time, endpoint.Logger);
        _wills = new(endpoint, _store);
        _subscriptions = new(endpoint, _store);
        _router = new(endpoint.Subscriptions, endpoint.Retained, endpoint.DisconnectNotice);
    }

    /// <summary>The listener it stands behind.</summary>
    public DeviceEndpoint Endpoint { get; }

    /// <summary>Sessions there are, of clients that are away too.</summary>
    public int SessionCount => _table.Count;

    /// <summary>Runs one connection to its end.</summary>
    public Task ServeAsync(DeviceConnection connection) => new ClientLoop(connection, this).RunAsync(Endpoint.Stopping);

    /// <summary>Ends what has outlived its time, again and again until the listener stops.</summary>
    public async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Turn, Endpoint.Time);
        var looked = Endpoint.Time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(Endpoint.Stopping).ConfigureAwait(false))
            {
                // Together, as they may share a sync of the disk, and one that hangs holds the sweep up for one time limit only.
                await Task.WhenAll(_wills.TakeDue().Select(will => will.ExecuteAsync())).ConfigureAwait(false);
                await PublishDueWillsAsync().ConfigureAwait(false);
                foreach (var session in _table.TakeExpired()) await EndAsync(session).ConfigureAwait(false);
                _wills.SaveChanges();
                if (Endpoint.Time.GetElapsedTime(looked) < ExpiryTurn) continue;
                looked = Endpoint.Time.GetTimestamp();
                Endpoint.Retained.RemoveExpired();
            }
        }
        catch (OperationCanceledException)
        {
            // The listener stops.
        }
    }

    /// <summary>Its client says how many seconds the session is to be kept without a connection: not longer than may be.</summary>
    public void SetExpiry(Session session, uint seconds)
    {
        var limit = Endpoint.Options.SessionTimeLimit;
        session.Expiry = seconds >= limit.TotalSeconds ? limit : TimeSpan.FromSeconds(seconds);
        _store.KeepExpiry(session);
    }

    /// <summary>Whether the client has another connection, which ends when this one gets its session.</summary>
    public bool WouldTakeOver(ClientLoop loop) => _table.Connected(SessionTable.KeyOf(loop)) is not null;

    /// <summary>A client has come: it gets its session, its own earlier one where it may; its earlier connection ends first.</summary>
    public async Task<(Session Session, bool IsPresent)> EnterAsync(ClientLoop loop)
    {
        while (true)
        {
            var entered = _table.Enter(loop, NewSession);
            if (entered.Ended is { } ended) await EndAsync(new(ended, IsEvicted: false)).ConfigureAwait(false);
            if (entered.Session is { } session)
            {
                Prepare(session, loop);
                return (session, entered.IsPresent);
            }

            await entered.Earlier!.YieldToTakeoverAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A connection has ended.</summary>
    public async Task LeaveAsync(Session session, ClientLoop loop)
    {
        if (!_table.Leave(session, loop)) return;
        var will = loop.Connection.Will;
        var delay = DelayOf(will, session);
        if (will.IsSet && delay > TimeSpan.Zero) session.Will = new PendingWill(will, delay);
        else await will.ExecuteAsync().ConfigureAwait(false);
        foreach (var expired in _table.TakeAfter(session)) await EndAsync(expired).ConfigureAwait(false);
    }

    /// <summary>Takes over the sessions of an earlier run; before the first connection.</summary>
    public void Restore()
    {
        foreach (var kept in _store.Load()) Restore(kept);
        _store.TakeOver(_table.All());
        _wills.Restore();
    }

    /// <summary>
    /// The broker is about to end every connection: publishes the wills that are due with that, while whoever wants them is still
    /// connected. Those that wait for a delay are left to a later run, or published too where nothing is kept.
    /// </summary>
    public async Task PublishWillsAsync()
    {
        foreach (var session in _table.All())
        {
            if (session.Loop?.Will is { IsSet: true } will && (!_store.IsOnDisk || DelayOf(will, session) == TimeSpan.Zero))
                await will.ExecuteAsync().ConfigureAwait(false);
            if (session.Will is { } pending && !_store.IsOnDisk) await pending.Will.ExecuteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Leaves the sessions to a later run; after the last connection.</summary>
    public void Dispose()
    {
        _store.KeepAll(_table.All());
        _wills.Close();
        _store.Dispose();
    }

    /// <summary>
    /// Hands a message to everybody who wants it, and keeps it if it is to be kept. The task says when the disk has that; it never fails.
    /// </summary>
    public Task<bool> Route(RoutedMessage message) => _router.Route(message);

    /// <summary>
    /// Goes on with the retained messages a session has still to get, as far as there is room. Whether there is something to send now.
    /// </summary>
    public bool Pull(Session session) => _router.Pull(session);

    /// <summary>Subscribes to what the client may subscribe to.</summary>
    public MqttSubAckPacket Subscribe(Session session, MqttSubscribePacket subscribe, DeviceConnection connection) =>
        _subscriptions.Subscribe(session, subscribe, connection);

    /// <summary>Unsubscribes.</summary>
    public MqttUnsubAckPacket Unsubscribe(Session session, MqttUnsubscribePacket unsubscribe) =>
        _subscriptions.Unsubscribe(session, unsubscribe);

    private async Task PublishDueWillsAsync()
    {
        while (_table.TakeDueWills(WillsTogether) is { Count: > 0 } due)
        {
            await Task.WhenAll(due.Select(one => PublishAsync(one.Session, one.Will))).ConfigureAwait(false);
            Endpoint.Stopping.ThrowIfCancellationRequested();
        }
    }

    private async Task PublishAsync(Session session, PendingWill due)
    {
        await due.Will.ExecuteAsync().ConfigureAwait(false);
        // Nobody has taken it, as the broker stops: the next run publishes it.
        if (!due.Will.IsRefused || !Endpoint.Stopping.IsCancellationRequested) _table.EndWill(session, due);
    }

    private static TimeSpan DelayOf(IWill will, Session session) => will.Delay < session.Expiry ? will.Delay : session.Expiry;

    private void Prepare(Session session, ClientLoop loop)
    {
        var (terms, options) = (loop.Terms, Endpoint.Options);
        if (loop.Connection.IsVersion5) SetExpiry(session, terms.SessionExpirySeconds);
        else SetExpiry(session, terms.IsCleanStart ? 0 : uint.MaxValue);
        _wills.Came(session.Key, loop.Connection.Will, DelayOf(loop.Connection.Will, session));
        loop.Connection.Resume(session.Unreleased);
        session.Queue.Resume(
            terms.ReceiveMaximum == 0 ? options.DeliveryInFlightLimit : Math.Min(terms.ReceiveMaximum, options.DeliveryInFlightLimit));
        Endpoint.Drops.Resumed(session);
    }

    private Session NewSession(SessionKey key) =>
        new(key, new SessionQueue(Endpoint.Options.SubscriberQueueLimit, Endpoint.Options.SubscriberBytesLimit, Endpoint.Time))
        { Lost = Endpoint.Drops.Lost };

    private void Restore(PersistedSession kept)
    {
        var session = NewSession(kept.Key);
        Endpoint.Gate.Remember(kept.Key.User, kept.Key.ClientId);
        session.Expiry = kept.Expiry;
        foreach (var one in kept.Subscriptions)
        {
            if (SessionStore.Revive(one, session) is not { } subscription) continue;
            _subscriptions.Restore(subscription);
            if (one.Place is { } place) session.Pulls.Restore(subscription, place);
        }

        foreach (var one in kept.Waiting)
        {
            if (_store.Revive(one) is { } delivery) session.Queue.Restore(delivery, one.PacketId, one.IsReceived);
        }

        if (kept.Will is { } left)
        {
            var will = new LastWill(Endpoint);
            will.Take(left, Endpoint.Gate.PermissionsOf(new(kept.Key.User, left.Identity)));
            session.Will = new(will, left.Delay);
        }

        _table.Restore(session, kept.AwayFor(Endpoint.Time.GetUtcNow()));
    }

    private async Task EndAsync(EndedSession ended)
    {
        var session = ended.Session;
        if (ended.IsEvicted) Endpoint.Drops.Evicted(session);
        _store.Forget(session);
        _subscriptions.End(session);
        _router.HandOver(session.Queue.TakeShared());
        if (session.Will is { } pending) await pending.Will.ExecuteAsync().ConfigureAwait(false);
    }
}
