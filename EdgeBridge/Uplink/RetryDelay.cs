namespace EventEdge.EdgeBridge.Uplink;

/// <summary>Pauses between attempts: they double up to a limit, each shortened by chance so that many nodes do not return at once.</summary>
internal sealed class RetryDelay(TimeSpan limit, Func<double>? chance = null)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    private readonly Func<double> _chance = chance ?? Random.Shared.NextDouble;
    private TimeSpan _next = First < limit ? First : limit;

    /// <summary>The next pause: between half of the current step and all of it.</summary>
    public TimeSpan Next()
    {
        var delay = _next * (0.5 + (_chance() / 2));
        _next = _next * 2 < limit ? _next * 2 : limit;
        return delay;
    }

    /// <summary>Starts small again, after a success.</summary>
    public void Reset() => _next = First < limit ? First : limit;
}
