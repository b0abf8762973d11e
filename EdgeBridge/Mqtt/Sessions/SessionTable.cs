namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>
/// All sessions by user and client id: who is connected, who is away and for how long. Those of clients that are away are bounded, in number and in
/// what waits in them; the one that is away longest makes room.
/// </summary>
internal sealed class SessionTable(int awayLimit, long awayBytesLimit, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionKey, Session> _sessions = [];

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
        var key = new SessionKey(loop.Connection.Permit.Client.User, loop.Connect.ClientId);
        lock (_gate)
        {
            var known = _sessions.GetValueOrDefault(key);
            if (known?.Loop is { } earlier) return new(null, IsPresent: false, Ended: null, earlier);
            var isPresent = known is not null && !loop.Connect.CleanSession && !IsOver(known);
            var session = isPresent ? known! : create(key);
            _sessions[key] = session;
            session.Loop = loop;
            if (isPresent) session.Will = null; // The client is back in time.
            return new(session, isPresent, isPresent ? null : known, Earlier: null);
        }
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
        lock (_gate) _sessions[session.Key] = session;
    }

    /// <summary>A connection has ended, or does not end in time; false when it has been told before.</summary>
    public bool Leave(Session session, ClientLoop loop)
    {
        lock (_gate)
        {
            if (session.Loop != loop) return false;
            session.Loop = null;
            session.AwaySince = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>Takes out the sessions whose time is over, and those over the limits.</summary>
    public List<Session> TakeExpired()
    {
        lock (_gate)
        {
            List<Session> expired = [];
            var (count, bytes) = (0, 0L);
            foreach (var one in _sessions.Values.Where(one => !one.IsConnected).OrderByDescending(one => one.AwaySince))
            {
                if (!IsOver(one) && ++count <= awayLimit && (bytes += one.Queue.Footprint) <= awayBytesLimit) continue;
                expired.Add(one);
            }

            foreach (var one in expired) _sessions.Remove(one.Key);
            return expired;
        }
    }

    /// <summary>Takes out the wills whose delay is over.</summary>
    public List<LastWill> TakeDueWills()
    {
        lock (_gate)
        {
            var due = _sessions.Values
                .Where(one => !one.IsConnected && one.Will is { } will && time.GetElapsedTime(one.AwaySince) >= will.Delay).ToList();
            var wills = due.ConvertAll(one => one.Will!.Will);
            foreach (var one in due) one.Will = null;
            return wills;
        }
    }

    private bool IsOver(Session away) => time.GetElapsedTime(away.AwaySince) >= away.Expiry;
}

/// <summary>What came of a connection that wants its client's session.</summary>
/// <param name="Session">The session; null when another connection has it.</param>
/// <param name="IsPresent">It was there before.</param>
/// <param name="Ended">The session this one took the place of.</param>
/// <param name="Earlier">The connection that must give way.</param>
internal readonly record struct EnterResult(Session? Session, bool IsPresent, Session? Ended, ClientLoop? Earlier);
