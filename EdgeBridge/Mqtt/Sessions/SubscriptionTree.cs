using EventEdge.EdgeBridge.Mqtt.Topics;

namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>
/// All subscriptions, as a tree of topic levels: finding those that match costs what the topic's levels and the matches cost, however many
/// others there are. A name that begins with <c>$</c> is not matched by a filter that begins with a wildcard [MQTT-4.7.2-1].
/// </summary>
internal sealed class SubscriptionTree
{
    private readonly Lock _gate = new();
    private readonly Node _root = new();
    private int _version;

    /// <summary>Changes with every change.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>Adds a subscription, in the place of the same session's earlier one with the same filter.</summary>
    public void Put(Subscription subscription)
    {
        lock (_gate)
        {
            var node = _root;
            foreach (var level in subscription.Filter.Filter.Split('/')) node = node.Child(level);
            node.Put(subscription);
            Interlocked.Increment(ref _version);
        }
    }

    /// <summary>Removes a subscription.</summary>
    public void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            Remove(_root, subscription, subscription.Filter.Filter.Split('/'), 0);
            Interlocked.Increment(ref _version);
        }
    }

    /// <summary>Whether anybody would get a message on the topic.</summary>
    public bool Want(string topic)
    {
        List<Subscription> found = [];
        Match(topic, found);
        return found.Count > 0;
    }

    /// <summary>Adds to <paramref name="found"/> every plain subscription that matches, and one member of each shared one.</summary>
    public void Match(string topic, List<Subscription> found)
    {
        lock (_gate) Match(_root, topic, 0, found);
    }

    /// <summary>The member of a shared subscription whose turn it is; null when nobody is left.</summary>
    /// <param name="shared">Its filter with the group, as sent.</param>
    public Subscription? MemberOf(string shared)
    {
        if (!TopicFilter.TryParse(shared, out var filter)) return null;
        lock (_gate)
        {
            var node = _root;
            foreach (var level in filter.Filter.Split('/'))
            {
                if (node.Find(level) is not { } child) return null;
                node = child;
            }

            return node.Shared(filter.Group)?.Next();
        }
    }

    private static void Match(Node node, ReadOnlySpan<char> topic, int depth, List<Subscription> found)
    {
        var slash = topic.IndexOf('/');
        var level = slash < 0 ? topic : topic[..slash];
        var mayBeWild = depth > 0 || !level.StartsWith('$');
        if (mayBeWild && node.Find("#") is { } all) all.Collect(found);
        if (node.Find(level) is { } same) Descend(same, topic, slash, depth, found);
        if (mayBeWild && node.Find("+") is { } any) Descend(any, topic, slash, depth, found);
    }

    private static void Descend(Node node, ReadOnlySpan<char> topic, int slash, int depth, List<Subscription> found)
    {
        if (slash >= 0)
        {
            Match(node, topic[(slash + 1)..], depth + 1, found);
            return;
        }

        node.Collect(found);
        node.Find("#")?.Collect(found); // "a/#" means "a" too.
    }

    private static bool Remove(Node node, Subscription subscription, string[] levels, int depth)
    {
        if (depth == levels.Length) node.Remove(subscription);
        else if (node.Find(levels[depth]) is { } child && Remove(child, subscription, levels, depth + 1)) node.Drop(levels[depth]);
        return node.IsEmpty;
    }

    /// <summary>One level of the filters below it.</summary>
    private sealed class Node
    {
        private string? _onlyLevel;
        private Node? _only;
        private Dictionary<string, Node>? _children;
        private List<Subscription>? _plain;
        private List<SharedSubscription>? _shared;

        public bool IsEmpty =>
            _only is null && _children is not { Count: > 0 } && _plain is not { Count: > 0 } && _shared is not { Count: > 0 };

        public Node? Find(ReadOnlySpan<char> level)
        {
            if (_children is null) return _only is not null && level.SequenceEqual(_onlyLevel) ? _only : null;
            return _children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(level, out var child) ? child : null;
        }

        // Most levels lead to one other: a table for each would cost more than the filter.
        public Node Child(string level)
        {
            if (Find(level) is { } known) return known;
            var child = new Node();
            if (_children is null && _only is null)
            {
                (_onlyLevel, _only) = (level, child);
                return child;
            }

            _children ??= new Dictionary<string, Node>(StringComparer.Ordinal) { [_onlyLevel!] = _only! };
            (_onlyLevel, _only) = (null, null);
            return _children[level] = child;
        }

        public SharedSubscription? Shared(string? group) => _shared?.Find(one => one.Group == group);

        public void Drop(string level)
        {
            if (_children is null) (_onlyLevel, _only) = (null, null);
            else _children.Remove(level);
        }

        public void Put(Subscription subscription)
        {
            if (subscription.Filter.Group is { } group)
            {
                var shared = _shared?.Find(one => one.Group == group);
                if (shared is null) (_shared ??= []).Add(shared = new SharedSubscription(group));
                shared.Put(subscription);
                return;
            }

            _plain?.RemoveAll(one => one.Session == subscription.Session);
            (_plain ??= []).Add(subscription);
        }

        public void Remove(Subscription subscription)
        {
            if (subscription.Filter.Group is not { } group) _plain?.RemoveAll(one => one.Session == subscription.Session);
            else _shared?.Find(one => one.Group == group)?.Remove(subscription.Session);
            _shared?.RemoveAll(one => one.IsEmpty);
        }

        public void Collect(List<Subscription> found)
        {
            if (_plain is not null) found.AddRange(_plain);
            if (_shared is null) return;
            foreach (var shared in _shared) found.Add(shared.Next());
        }
    }
}
