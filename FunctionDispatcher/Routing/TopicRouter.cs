namespace EventEdge.FunctionDispatcher.Routing;

/// <summary>
/// Topics to what they are routed to, captures as strings included. A topic seen lately costs one dictionary look-up and no allocation: the
/// answers are kept in two generations, and when the young one is full the old one is forgotten, so that memory is bounded and topics in
/// use stay. Not safe for concurrent use: a router belongs to one dispatch loop.
/// </summary>
/// <typeparam name="T">What a filter stands for.</typeparam>
public sealed class TopicRouter<T>
{
    /// <summary>Longest topic whose answer is kept, in UTF-16 units; longer ones are matched each time.</summary>
    public const int CachedTopicLengthLimit = 512;

    /// <summary>Most topics whose answers are kept, unless told otherwise.</summary>
    public const int DefaultCacheLimit = 8192;

    private readonly TopicTrie<T> _trie;
    private readonly int _generationLimit;
    private readonly List<TopicEntry<T>> _matches = [];
    private Dictionary<string, Route<T>[]> _young = new(StringComparer.Ordinal);
    private Dictionary<string, Route<T>[]> _old = new(StringComparer.Ordinal);

    /// <summary>A router over compiled filters.</summary>
    /// <param name="trie">The filters.</param>
    /// <param name="cacheLimit">Most topics whose answers are kept, 2 or more.</param>
    public TopicRouter(TopicTrie<T> trie, int cacheLimit = DefaultCacheLimit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cacheLimit, 2);
        _trie = trie;
        _generationLimit = cacheLimit / 2;
    }

    /// <summary>How many topics' answers are kept.</summary>
    internal int CachedTopics => _young.Count + _old.Count;

    /// <summary>The topics seen lately, whose answers are kept: about in the order they first came.</summary>
    internal IEnumerable<string> Topics => _old.Keys.Concat(_young.Keys);

    /// <summary>Every route of a topic, in the order the filters were declared; empty when none matches.</summary>
    public ReadOnlySpan<Route<T>> Route(string topic) => RoutesOf(topic);

    /// <summary>The same, to keep.</summary>
    internal Route<T>[] RoutesOf(string topic) =>
        _young.TryGetValue(topic, out var routes) ? routes : Renew(topic);

    private Route<T>[] Renew(string topic)
    {
        if (!_old.Remove(topic, out var routes)) routes = Find(topic);
        if (topic.Length > CachedTopicLengthLimit) return routes;
        if (_young.Count >= _generationLimit)
        {
            (_young, _old) = (_old, _young);
            _young.Clear();
        }

        _young.Add(topic, routes);
        return routes;
    }

    private Route<T>[] Find(string topic)
    {
        _matches.Clear();
        _trie.Match(topic, _matches);
        if (_matches.Count == 0) return [];
        _matches.Sort(static (left, right) => left.Index.CompareTo(right.Index));
        return [.. _matches.Select(entry => new Route<T>(entry, Captured(entry, topic)))];
    }

    private static string[] Captured(TopicEntry<T> entry, string topic) =>
        [.. Enumerable.Range(0, entry.Captures.Count).Select(i => entry.Capture(topic, i).ToString())];
}

/// <summary>One route of a topic.</summary>
/// <typeparam name="T">What a filter stands for.</typeparam>
/// <param name="Entry">The filter that matched.</param>
/// <param name="Captured">The captured texts, one for each of the entry's captures.</param>
public sealed record Route<T>(TopicEntry<T> Entry, IReadOnlyList<string> Captured)
{
    /// <summary>Room for what the owner of the router knows of the route; negative until it knows it.</summary>
    internal int Mark = -1;
}
