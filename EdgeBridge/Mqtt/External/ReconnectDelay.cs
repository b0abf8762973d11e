namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>
/// Pauses between attempts, by decorrelated jitter: each is drawn between the shortest and three times the one before, so that a fleet that
/// lost its broker at one moment does not come back at one moment.
/// </summary>
internal sealed class ReconnectDelay(TimeSpan limit, Random random)
{
    /// <summary>The shortest pause.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);

    private TimeSpan _previous = Shortest;

    /// <summary>The next pause, at most the limit.</summary>
    public TimeSpan Next()
    {
        var widest = Math.Max(Shortest.TotalSeconds, _previous.TotalSeconds * 3);
        var drawn = Shortest.TotalSeconds + (random.NextDouble() * (widest - Shortest.TotalSeconds));
        _previous = TimeSpan.FromSeconds(Math.Min(drawn, limit.TotalSeconds));
        return _previous;
    }

    /// <summary>A connection has held: start small again.</summary>
    public void Reset() => _previous = Shortest;
}
