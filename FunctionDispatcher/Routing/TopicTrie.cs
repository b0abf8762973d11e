namespace EventEdge.FunctionDispatcher.Routing;

/// <summary>
/// Topic filters compiled into a tree of levels: <c>+</c> and <c>{name}</c> stand for one level, a final <c>#</c> for the rest, none included.
/// Immutable, safe for concurrent use. A match visits only the levels of the topic, however many filters there are.
/// </summary>
/// <typeparam name="T">What a filter stands for.</typeparam>
public sealed class TopicTrie<T>
{
    private readonly TopicNode<T> _root = new();

    /// <summary>Compiles filters, which must be valid ones.</summary>
    public TopicTrie(IEnumerable<KeyValuePair<string, T>> filters)
    {
        foreach (var (filter, value) in filters) Add(new(Count++, filter, value));
    }

    /// <summary>How many filters it holds.</summary>
    public int Count { get; }

    /// <summary>
    /// Adds every filter that matches to <paramref name="matches"/>, in no particular order. Allocates nothing once the list has grown.
    /// As MQTT asks (4.7.2), a filter that begins with a wildcard never matches a topic that begins with <c>$</c>.
    /// </summary>
    public void Match(string topic, List<TopicEntry<T>> matches)
    {
        var isSystem = topic.StartsWith('$');
        Match(_root, topic, isSystem, matches);
    }

    private static void Match(TopicNode<T> node, ReadOnlySpan<char> rest, bool isSystem, List<TopicEntry<T>> matches)
    {
        if (!isSystem) matches.AddRange(node.Rest);
        var slash = rest.IndexOf('/');
        var level = slash < 0 ? rest : rest[..slash];
        if (node.Find(level) is { } literal) Descend(literal, rest, slash, matches);
        if (!isSystem && node.AnyLevel is { } any) Descend(any, rest, slash, matches);
    }

    private static void Descend(TopicNode<T> node, ReadOnlySpan<char> rest, int slash, List<TopicEntry<T>> matches)
    {
        if (slash >= 0)
        {
            Match(node, rest[(slash + 1)..], isSystem: false, matches);
            return;
        }

        matches.AddRange(node.Here);
        matches.AddRange(node.Rest);
    }

    private void Add(TopicEntry<T> entry)
    {
        var node = _root;
        foreach (var level in entry.Filter.Split('/'))
        {
            if (level == "#")
            {
                node.Rest.Add(entry);
                return;
            }

            node = TopicLevel.IsAny(level) ? node.AnyLevel ??= new() : node.FindOrAdd(level);
        }

        node.Here.Add(entry);
    }
}
