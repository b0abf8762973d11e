namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>The last retained message of each topic, as a tree of topic levels; bounded by what the store takes.</summary>
internal sealed class RetainedMessages(RetainedStore store, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Node _root = new();

    /// <summary>Keeps the message in the place of the topic's earlier one; an empty one clears the topic, one over the limit is not kept.</summary>
    public void Keep(RoutedMessage message)
    {
        lock (_gate)
        {
            if (!store.TryKeep(message.Source.Topic, message.Source.Payload.Length)) return;
            Put(_root, message.Source.Topic.Split('/'), 0, message.Source.Payload.IsEmpty ? null : message);
        }
    }

    /// <summary>Those a filter matches and that have not expired.</summary>
    public List<RoutedMessage> Find(string filter)
    {
        List<RoutedMessage> found = [];
        lock (_gate) Find(_root, filter.Split('/'), 0, found);
        found.RemoveAll(one => !one.IsAlive(time, out _));
        return found;
    }

    /// <summary>Forgets those that have expired, so that they take no room from others.</summary>
    public void RemoveExpired()
    {
        lock (_gate)
        {
            List<RoutedMessage> all = [];
            CollectAll(_root, isRoot: false, all);
            foreach (var topic in all.Where(one => !one.IsAlive(time, out _)).Select(one => one.Source.Topic))
            {
                store.TryKeep(topic, 0);
                Put(_root, topic.Split('/'), 0, null);
            }
        }
    }

    private static bool Put(Node node, string[] levels, int depth, RoutedMessage? message)
    {
        if (depth == levels.Length)
        {
            node.Message = message;
        }
        else if (node.Children.TryGetValue(levels[depth], out var child) || message is not null)
        {
            child ??= node.Children[levels[depth]] = new Node();
            if (Put(child, levels, depth + 1, message)) node.Children.Remove(levels[depth]);
        }

        return node.Message is null && node.Children.Count == 0;
    }

    private static void Find(Node node, string[] levels, int depth, List<RoutedMessage> found)
    {
        if (depth == levels.Length)
        {
            if (node.Message is not null) found.Add(node.Message);
        }
        else if (levels[depth] == "#")
        {
            CollectAll(node, depth == 0, found);
        }
        else if (levels[depth] == "+")
        {
            foreach (var (level, child) in node.Children)
            {
                if (depth > 0 || !level.StartsWith('$')) Find(child, levels, depth + 1, found);
            }
        }
        else if (node.Children.TryGetValue(levels[depth], out var child))
        {
            Find(child, levels, depth + 1, found);
        }
    }

    private static void CollectAll(Node node, bool isRoot, List<RoutedMessage> found)
    {
        if (node.Message is not null) found.Add(node.Message);
        foreach (var (level, child) in node.Children)
        {
            if (!isRoot || !level.StartsWith('$')) CollectAll(child, isRoot: false, found);
        }
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        public RoutedMessage? Message { get; set; }
    }
}
