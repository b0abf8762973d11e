namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>
/// Notices that a client has sent no packet for one and a half times its keep alive [MQTT-3.1.2-22]. Whoever asks notes the time; the way
/// of the packets stays free of clocks.
/// </summary>
internal sealed class KeepAliveMonitor(TimeProvider time)
{
    private long _packets;
    private long _since;
    private TimeSpan _limit = Timeout.InfiniteTimeSpan;

    /// <summary>The client has connected; a keep alive of 0 means that it may be silent for ever.</summary>
    public void Begin(TimeSpan keepAlive)
    {
        _since = time.GetTimestamp();
        if (keepAlive > TimeSpan.Zero) _limit = keepAlive * 1.5;
    }

    /// <summary>Whether it is silent for too long, so many packets having come so far.</summary>
    public bool IsTooLong(long packets)
    {
        if (_limit == Timeout.InfiniteTimeSpan) return false;
        var now = time.GetTimestamp();
        if (packets == _packets) return time.GetElapsedTime(_since, now) > _limit;
        (_packets, _since) = (packets, now);
        return false;
    }
}
