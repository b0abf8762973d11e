namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>The window of a binding: exactly one kind, and the fields that make its key. Windows are half-open and aligned to the Unix epoch.</summary>
public sealed record WindowConfig
{
    /// <summary>Back-to-back windows of this size.</summary>
    public TimeSpan? Tumbling { get; init; }

    /// <summary>Overlapping windows: one of <c>size</c> starts every <c>hop</c>.</summary>
    public HoppingConfig? Hopping { get; init; }

    /// <summary>At each event, the last so much of event time up to and including it.</summary>
    public TimeSpan? Sliding { get; init; }

    /// <summary>Events no further apart than a gap.</summary>
    public SessionConfig? Session { get; init; }

    /// <summary>So many events.</summary>
    public CountConfig? Count { get; init; }

    /// <summary>Fields whose values make the key; each key has windows of its own. Default: one key for all.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];
}

/// <summary>Overlapping windows.</summary>
public sealed record HoppingConfig
{
    /// <summary>Length of a window. Required, above zero.</summary>
    public required TimeSpan Size { get; init; }

    /// <summary>Distance between two starts. Required, above zero, at most <see cref="Size"/>, at least size / 1000.</summary>
    public required TimeSpan Hop { get; init; }
}

/// <summary>Windows bounded by silence.</summary>
public sealed record SessionConfig
{
    /// <summary>Silence that ends a session. Required, above zero. A session's end is its last event plus the gap.</summary>
    public required TimeSpan Gap { get; init; }

    /// <summary>Longest a session may grow before it is closed and the next begins. Default: no limit.</summary>
    public TimeSpan? Max { get; init; }
}

/// <summary>Windows of a number of events, in order of event time.</summary>
public sealed record CountConfig
{
    /// <summary>Events in a window, 1 to 1,000,000. Required.</summary>
    public required int Size { get; init; }

    /// <summary>Events between two starts, 1 to <see cref="Size"/>. Default: size.</summary>
    public int? Hop { get; init; }
}
