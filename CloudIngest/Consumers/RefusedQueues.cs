namespace EventEdge.CloudIngest.Consumers;

/// <summary>
/// Nodes whose queue of notices could not be used, each left alone for a while that grows, so that they hold up nobody else's. Bounded.
/// </summary>
internal sealed class RefusedQueues(TimeProvider time)
{
    /// <summary>Most nodes that are remembered.</summary>
    public const int Limit = 1_000;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly Dictionary<string, (DateTimeOffset Until, TimeSpan Pause)> _nodes = [];

    /// <summary>Whether a node is left alone for now.</summary>
    public bool Contains(string node) => _nodes.TryGetValue(node, out var refused) && time.GetUtcNow() < refused.Until;

    /// <summary>It was refused; true the first time.</summary>
    public bool Add(string node)
    {
        var isNew = !_nodes.TryGetValue(node, out var refused);
        if (isNew && _nodes.Count >= Limit) _nodes.Remove(_nodes.MinBy(other => other.Value.Until).Key);
        var pause = isNew ? FirstPause : refused.Pause * 2 < LongestPause ? refused.Pause * 2 : LongestPause;
        _nodes[node] = (time.GetUtcNow() + pause, pause);
        return isNew;
    }

    /// <summary>It was used.</summary>
    public void Remove(string node) => _nodes.Remove(node);
}
