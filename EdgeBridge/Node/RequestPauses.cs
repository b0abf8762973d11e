namespace EventEdge.EdgeBridge.Node;

/// <summary>
/// Keeps what several bindings ask of one sender from being asked several times: the decoder of each limits itself, and knows nothing
/// of the others. Bounded; where it is full, more is asked than need be.
/// </summary>
internal sealed class RequestPauses(TimeProvider time)
{
    /// <summary>How long the same is not asked again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const int Limit = 10_000;

    private readonly Dictionary<string, long> _asked = new(StringComparer.Ordinal);

    /// <summary>Whether it is to be asked now.</summary>
    public bool IsDue(string topic)
    {
        var now = time.GetTimestamp();
        if (_asked.TryGetValue(topic, out var at) && time.GetElapsedTime(at, now) < Pause) return false;
        if (_asked.Count >= Limit) _asked.Clear();
        _asked[topic] = now;
        return true;
    }
}
