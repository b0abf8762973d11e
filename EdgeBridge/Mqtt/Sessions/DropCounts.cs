using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>What the broker gave up for want of room: a counter each, and a line where it begins. Any thread.</summary>
internal sealed class DropCounts(ILogger logger)
{
    private long _messages;
    private long _sessions;

    /// <summary>Messages dropped from sessions that were full, or with sessions given up.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Sessions of clients that were away given up before their time.</summary>
    public long Sessions => Interlocked.Read(ref _sessions);

    /// <summary>A session has dropped messages; the first time since it was resumed is told.</summary>
    public void Lost(Session session)
    {
        var lost = session.TakeLost(out var isFirst);
        Interlocked.Add(ref _messages, lost);
        if (isFirst) logger.SessionDrops(session.ClientId);
    }

    /// <summary>A session's client is back: what it does not get is told.</summary>
    public void Resumed(Session session)
    {
        Interlocked.Add(ref _messages, session.TakeLost(out _));
        if (session.EndLosing() is var count and > 0) logger.SessionHasLost(session.ClientId, count);
    }

    /// <summary>A session had to make room.</summary>
    public void Evicted(Session session)
    {
        Interlocked.Increment(ref _sessions);
        var count = session.Queue.Count;
        Interlocked.Add(ref _messages, count);
        logger.SessionEvicted(session.ClientId, count);
    }
}
