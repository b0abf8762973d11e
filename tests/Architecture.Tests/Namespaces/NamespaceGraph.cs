namespace EventEdge.Architecture.Tests.Namespaces;

/// <summary>Which namespace of one assembly uses which other one, with a type on either side to show for it.</summary>
internal sealed class NamespaceGraph
{
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _uses = new(StringComparer.Ordinal);

    /// <summary>
    /// The namespaces, named below the room's own: <c>Outbox</c>, <c>Mqtt.Sessions</c>, and the empty text for the room's root.
    /// </summary>
    public IEnumerable<string> Namespaces => _uses.Keys;

    public void AddNamespace(string name) => _uses.TryAdd(name, new SortedDictionary<string, string>(StringComparer.Ordinal));

    public void AddUse(string from, string to, string example)
    {
        AddNamespace(from);
        if (from != to) _uses[from].TryAdd(to, example);
    }

    /// <summary>The uses inside a set of namespaces, one a line: <c>Clock → Journal (NodeClock → JournalReader)</c>.</summary>
    public IEnumerable<string> UsesInside(IReadOnlySet<string> names) =>
        from use in _uses
        where names.Contains(use.Key)
        from other in use.Value
        where names.Contains(other.Key)
        select $"{use.Key} → {other.Key} ({other.Value})";

    /// <summary>
    /// Namespaces that reach each other, in sets of two and more: the strongly connected components, by Tarjan's algorithm.
    /// </summary>
    public IReadOnlyList<IReadOnlySet<string>> Cycles() => new CycleSearch(this).Run();

    private sealed class CycleSearch(NamespaceGraph graph)
    {
        private readonly Dictionary<string, int> _order = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> _lowest = new(StringComparer.Ordinal);
        private readonly Stack<string> _open = new();
        private readonly List<IReadOnlySet<string>> _found = [];

        public IReadOnlyList<IReadOnlySet<string>> Run()
        {
            foreach (var name in graph.Namespaces.ToList())
            {
                if (!_order.ContainsKey(name)) Visit(name);
            }

            return _found;
        }

        private void Visit(string name)
        {
            _order[name] = _lowest[name] = _order.Count;
            _open.Push(name);
            foreach (var next in graph._uses[name].Keys)
            {
                if (!_order.ContainsKey(next)) Visit(next);
                if (_open.Contains(next)) _lowest[name] = Math.Min(_lowest[name], _lowest[next]);
            }

            if (_lowest[name] == _order[name]) Close(name);
        }

        private void Close(string name)
        {
            var members = new SortedSet<string>(StringComparer.Ordinal);
            string member;
            do
            {
                member = _open.Pop();
                members.Add(member);
            }
            while (member != name);

            if (members.Count > 1) _found.Add(members);
        }
    }
}
