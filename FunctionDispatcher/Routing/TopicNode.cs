namespace EventEdge.FunctionDispatcher.Routing;

/// <summary>One level of a <see cref="TopicTrie{T}"/>.</summary>
internal sealed class TopicNode<T>
{
    private Dictionary<string, TopicNode<T>>? _literals;
    private Dictionary<string, TopicNode<T>>.AlternateLookup<ReadOnlySpan<char>> _bySlice;

    /// <summary>Filters that end at this level.</summary>
    public List<TopicEntry<T>> Here { get; } = [];

    /// <summary>Filters that go on from this level with <c>#</c>.</summary>
    public List<TopicEntry<T>> Rest { get; } = [];

    /// <summary>The level below <c>+</c> or <c>{name}</c>.</summary>
    public TopicNode<T>? AnyLevel { get; set; }

    /// <summary>The level below this literal, or null.</summary>
    public TopicNode<T>? Find(ReadOnlySpan<char> level) =>
        _literals is not null && _bySlice.TryGetValue(level, out var node) ? node : null;

    /// <summary>The level below this literal.</summary>
    public TopicNode<T> FindOrAdd(string level)
    {
        if (_literals is null)
        {
            _literals = new(StringComparer.Ordinal);
            _bySlice = _literals.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        if (!_literals.TryGetValue(level, out var node)) _literals.Add(level, node = new());
        return node;
    }
}
