using System.Data.Common;
using System.Globalization;
using EventEdge.EdgeBridge.Mqtt.Retained;
using EventEdge.EdgeBridge.Mqtt.Topics;
using Microsoft.Extensions.Logging;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>
/// Carries sessions over a restart of the node. A disk that does not take them costs that, with a line in the log, and nothing else:
/// connections go on.
/// </summary>
internal sealed class SessionStore(string? path, TimeProvider time, ILogger logger) : IDisposable
{
    private const int NoLocal = 4;
    private const int RetainAsPublished = 8;

    private readonly SessionFile? _file = path is null ? null : SessionFile.Open(path);
    private bool _isLoaded;
    private bool _isFailing;

    /// <summary>Sessions outlive a restart.</summary>
    public bool IsOnDisk => _file is not null;

    /// <summary>What the last run left, apart from what has expired meanwhile; one with a will still has it to say.</summary>
    public IReadOnlyList<PersistedSession> Load()
    {
        _isLoaded = true;
        try
        {
            return [.. (_file?.Load() ?? [])
                .Where(one => one.Will is not null || one.AwaySince is null || one.AwayFor(time.GetUtcNow()) < one.Expiry)];
        }
        catch (DbException error)
        {
            logger.SessionsNotPersisted(error, "of earlier clients");
            return [];
        }
    }

    /// <summary>
    /// Saves whose the session is and what it is subscribed to, if it is to outlive its connection. On disk when it returns.
    /// </summary>
    public void KeepSubscriptions(Session session)
    {
        if (_file is null || session.Expiry == TimeSpan.Zero) return;
        Save([session], withMessages: false, isAll: false, session.ClientId);
        session.ExpiryOnDisk = session.Expiry;
    }

    /// <summary>
    /// Its client has said anew how long the session is to be kept: the disk must not know it for longer, nor for less. Costs nothing when
    /// it does not know it.
    /// </summary>
    public void KeepExpiry(Session session)
    {
        if (session.ExpiryOnDisk is not { } known || known == session.Expiry) return;
        if (session.Expiry == TimeSpan.Zero) Forget(session);
        else KeepSubscriptions(session);
    }

    /// <summary>
    /// The sessions of the last run are those of this one. What waited in them is not on disk any more, so that a crash cannot send it
    /// twice.
    /// </summary>
    public void TakeOver(IReadOnlyList<Session> sessions)
    {
        Save(sessions, withMessages: false, isAll: true, "of earlier clients");
        foreach (var session in sessions) session.ExpiryOnDisk = session.Expiry;
    }

    /// <summary>The broker stops: saves everything. A broker that did not begin leaves the file alone.</summary>
    public void KeepAll(IEnumerable<Session> sessions)
    {
        if (_isLoaded) Save(sessions.Where(one => one.Expiry > TimeSpan.Zero), withMessages: true, isAll: true, "of all clients");
    }

    /// <summary>The wills of clients that were connected when the last run died.</summary>
    public IReadOnlyList<(SessionKey Key, PersistedWill Will)> LoadConnectedWills()
    {
        try
        {
            return _file?.LoadConnectedWills() ?? [];
        }
        catch (DbException error)
        {
            logger.SessionsNotPersisted(error, "of earlier clients");
            return [];
        }
    }

    /// <summary>
    /// Saves wills of connected clients; whether the disk has taken them. A broker that did not begin leaves the file alone.
    /// </summary>
    public bool KeepConnectedWills(IEnumerable<(SessionKey Key, PersistedWill? Will)> wills, bool isAll)
    {
        if (!_isLoaded) return true;
        try
        {
            _file?.SaveConnectedWills(wills, isAll);
            _isFailing = false;
            return true;
        }
        catch (DbException error)
        {
            if (!_isFailing) logger.SessionsNotPersisted(error, "with wills");
            return !(_isFailing = true);
        }
    }

    /// <summary>The session has ended.</summary>
    public void Forget(Session session)
    {
        try
        {
            _file?.Remove(session.Key, session.Number);
            session.ExpiryOnDisk = null;
        }
        catch (DbException error)
        {
            logger.SessionsNotPersisted(error, session.ClientId);
        }
    }

    /// <summary>The subscription as it was made.</summary>
    public static Subscription? Revive(PersistedSubscription kept, Session session)
    {
        if (!TopicFilter.TryParse(kept.Filter, out var filter)) return null;
        var options = new MqttTopicFilter
        {
            Topic = kept.Filter, QualityOfServiceLevel = (MqttQualityOfServiceLevel)(kept.Options & 3),
            NoLocal = (kept.Options & NoLocal) != 0,
            RetainAsPublished = (kept.Options & RetainAsPublished) != 0,
        };
        return new(session, filter, options, kept.Identifier, IsNew: false);
    }

    /// <summary>The message as it was to be delivered; null when it has expired.</summary>
    public Delivery? Revive(PersistedDelivery kept)
    {
        if (kept.Message.Revive(time) is not { } message) return null;
        List<uint>? identifiers = kept.Identifiers.Length == 0 ? null : [
            .. kept.Identifiers.Split(',').Select(text => uint.Parse(text, CultureInfo.InvariantCulture))];
        return new(message, kept.Qos, kept.Retain, identifiers) { Shared = kept.Shared };
    }

    /// <inheritdoc />
    public void Dispose() => _file?.Dispose();

    private void Save(IEnumerable<Session> sessions, bool withMessages, bool isAll, string whose)
    {
        try
        {
            _file?.Save(sessions.Select(one => (Of(one, withMessages), one.Number)), isAll);
        }
        catch (DbException error)
        {
            logger.SessionsNotPersisted(error, whose);
        }
    }

    private PersistedSession Of(Session session, bool withMessages) => new(
        session.Key,
        session.Expiry,
        withMessages ? time.GetUtcNow() - (session.IsConnected ? TimeSpan.Zero : time.GetElapsedTime(session.AwaySince)) : null,
        [.. session.Subscriptions.Values.Select(one => Of(one, session.Pulls.Places.GetValueOrDefault(one.Filter.Text)))],
        withMessages ? session.Queue.Keep(Of) : [])
    {
        Will = session.Will is { } will ? will.Due ?? will.Will.Keep(will.Delay) : null, Saved = time.GetUtcNow(),
    };

    private static PersistedSubscription Of(Subscription one, string? place) => new(
        one.Filter.Text, one.Qos | (one.Options.NoLocal ? NoLocal : 0) | (one.Options.RetainAsPublished ? RetainAsPublished : 0),
        one.Identifier, place);

    private PersistedDelivery Of(Delivery one, ushort packetId, bool isReceived) =>
        new(RetainedMessage.Of(one.Message, time) with { Qos = one.Qos }, one.Qos, one.Retain, string.Join(',', one.Identifiers ?? []),
            packetId, isReceived)
        { Shared = one.Shared };
}
