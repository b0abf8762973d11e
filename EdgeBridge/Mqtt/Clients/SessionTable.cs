using EventEdge.EdgeBridge.Mqtt.Sessions;

namespace EventEdge.EdgeBridge.Mqtt.Clients;

/// <summary>
/// All sessions by user and client id: who is connected, who is away and for how long. Those of clients that are away are bounded, in
/// number and in bytes of memory; the user that takes most makes room, with the one away longest, so that nobody's client pushes out
/// another's.
/// </summary>
internal sealed class SessionTable(int awayLimit, long awayBytesLimit, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionKey, Session> _sessions = [];
    private int _awayCount;

    /// <summary>Sessions there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _sessions.Count;
        }
    }

    /// <summary>
    /// Gives a connection its client's session, a new one when there is none or a clean start is asked for; that ends the old one. When
    /// another connection has it, nothing changes and that connection must give way first.
    /// </summary>
    public EnterResult Enter(ClientLoop loop, Func<SessionKey, Session> create)
    {
        var key = KeyOf(loop);
        lock (_gate)
        {
            var known = _sessions.GetValueOrDefault(key);
            if (known?.Loop is { } earlier) return new(null, IsPresent: false, Ended: null, earlier);
            if (known is not null) _awayCount--;
            var isPresent = known is not null && !loop.Terms.IsCleanStart && !IsOver(known);
            var session = isPresent ? known! : create(key);
            _sessions[key] = session;
            session.Loop = loop;
            if (isPresent) session.Will = null; // The client is back in time.
            return new(session, isPresent, isPresent ? null : known, Earlier: null);
        }
    }

    /// <summary>The connection of its client that is open now; null without.</summary>
    public ISessionClient? Connected(SessionKey key)
    {
        lock (_gate) return _sessions.GetValueOrDefault(key)?.Loop;
    }

    /// <summary>All there are.</summary>
    public List<Session> All()
    {
        lock (_gate) return [.. _sessions.Values];
    }

    /// <summary>Puts in a session of an earlier run, whose client has been away for so long.</summary>
    public void Restore(Session session, TimeSpan awayFor)
    {
        session.AwaySince = time.GetTimestamp() - (long)(awayFor.TotalSeconds * time.TimestampFrequency);
        lock (_gate)
        {
            _sessions[session.Key] = session;
            _awayCount++;
        }
    }

    /// <summary>A connection has ended, or does not end in time; false when it has been told before.</summary>
    public bool Leave(Session session, ClientLoop loop)
    {
        lock (_gate)
        {
            if (session.Loop != loop) return false;
            session.Loop = null;
            session.AwaySince = time.GetTimestamp();
            _awayCount++;
            return true;
        }
    }

    /// <summary>Takes out a session whose client has just left, if its time is over with that, and whichever are too many.</summary>
    public List<EndedSession> TakeAfter(Session left)
    {
        lock (_gate)
        {
            if (_awayCount > awayLimit) return TakeExpired();
            if (!IsOver(left) || left.IsConnected || _sessions.GetValueOrDefault(left.Key) != left) return [];
            Remove(left);
            return [new(left, IsEvicted: false)];
        }
    }

    /// <summary>Takes out the sessions whose time is over, and those over the limits.</summary>
    public List<EndedSession> TakeExpired()
    {
        lock (_gate)
        {
            List<EndedSession> taken = [];
            List<Session> staying = [];
            foreach (var away in _sessions.Values.Where(one => !one.IsConnected))
            {
                if (IsOver(away)) taken.Add(new(away, IsEvicted: false));
                else staying.Add(away);
            }

            taken.AddRange(Surplus(staying).Select(one => new EndedSession(one, IsEvicted: true)));
            foreach (var (session, _) in taken) Remove(session);
            return taken;
        }
    }

    /// <summary>
    /// Takes the wills whose delay is over, some at a time. Each stays with its session until <see cref="EndWill"/>, so that a stop
    /// meanwhile loses none.
    /// </summary>
    public List<(Session Session, PendingWill Will)> TakeDueWills(int limit)
    {
        lock (_gate)
        {
            var due = _sessions.Values
                .Where(one => !one.IsConnected && one.Will is { Due: null } will && time.GetElapsedTime(one.AwaySince) >= will.Delay)
                .Take(limit).Select(one => (Session: one, Will: one.Will!)).ToList();
            foreach (var (_, will) in due) will.Due = will.Will.Keep(TimeSpan.Zero);
            return due;
        }
    }

    /// <summary>A will that was taken is published.</summary>
    public void EndWill(Session session, PendingWill will)
    {
        lock (_gate)
        {
            if (ReferenceEquals(session.Will, will)) session.Will = null;
        }
    }

    /// <summary>Whose session a connection wants.</summary>
    public static SessionKey KeyOf(ClientLoop loop) => new(loop.Connection.Access.Permissions.Client.User, loop.Terms.ClientId);

    // Each user's are in a queue, the one away longest in front.
    private IEnumerable<Session> Surplus(List<Session> away)
    {
        var (count, bytes) = (away.Count, away.Sum(one => one.Footprint));
        if (count <= awayLimit && bytes <= awayBytesLimit) yield break;
        var users = away.GroupBy(one => one.Key.User).Select(mine => new Share(mine.OrderBy(one => one.AwaySince)))
            .OrderBy(one => one.Sessions.Peek().AwaySince).ToList();
        while (count > awayLimit || bytes > awayBytesLimit)
        {
            var largest = count > awayLimit ? users.MaxBy(one => one.Sessions.Count)! : users.MaxBy(one => one.Bytes)!;
            if (!largest.Sessions.TryDequeue(out var gone)) yield break;
            var size = gone.Footprint;
            (count, bytes, largest.Bytes) = (count - 1, bytes - size, largest.Bytes - size);
            yield return gone;
        }
    }

    private void Remove(Session away)
    {
        _sessions.Remove(away.Key);
        _awayCount--;
    }

    private bool IsOver(Session away) => time.GetElapsedTime(away.AwaySince) >= away.Expiry;

    private sealed class Share(IEnumerable<Session> sessions)
    {
        public Queue<Session> Sessions { get; } = new(sessions);

        public long Bytes { get; set; } = sessions.Sum(one => one.Footprint);
    }
}

/// <summary>A session that has ended.</summary>
/// <param name="Session">The session.</param>
/// <param name="IsEvicted">Its time was not over: others needed the room.</param>
internal readonly record struct EndedSession(Session Session, bool IsEvicted);

/// <summary>What came of a connection that wants its client's session.</summary>
/// <param name="Session">The session; null when another connection has it.</param>
/// <param name="IsPresent">It was there before.</param>
/// <param name="Ended">The session this one took the place of.</param>
/// <param name="Earlier">The connection that must give way.</param>
internal readonly record struct EnterResult(Session? Session, bool IsPresent, Session? Ended, ISessionClient? Earlier);
