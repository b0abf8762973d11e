using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Stores;

/// <summary>A point as it is written, and the node and binding it came from.</summary>
/// <param name="Node">The edge node.</param>
/// <param name="Binding">The binding.</param>
/// <param name="Point">The point, with its node among the tags.</param>
public sealed record NodePoint(string Node, string Binding, Point Point)
{
    /// <summary>Whether the store holds fields of a lower revision that this one does not carry: they have to go.</summary>
    public bool Clears { get; init; }
}

/// <summary>A point the store will never take.</summary>
/// <param name="Point">The point.</param>
/// <param name="Reason">The store's own words.</param>
public sealed record RejectedPoint(NodePoint Point, string Reason);

/// <summary>A point that was written without some of its fields.</summary>
/// <param name="Point">The point.</param>
/// <param name="Fields">How many the store does not take.</param>
public sealed record TrimmedPoint(NodePoint Point, int Fields);

/// <summary>What became of a batch.</summary>
public sealed record WriteResult
{
    /// <summary>False: nothing counts as written, try the same batch again.</summary>
    public required bool Accepted { get; init; }

    /// <summary>Points left out because the store, as it can tell itself, holds a higher revision.</summary>
    public IReadOnlyList<NodePoint> Superseded { get; init; } = [];

    /// <summary>Points the store refused for good.</summary>
    public IReadOnlyList<RejectedPoint> Rejected { get; init; } = [];

    /// <summary>Points written without some of their fields.</summary>
    public IReadOnlyList<TrimmedPoint> Trimmed { get; init; } = [];

    /// <summary>Why nothing was accepted.</summary>
    public string? Error { get; init; }

    /// <summary>When the store wants to be asked again; null leaves it to the caller's back-off.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Nothing was written.</summary>
    public static WriteResult Retry(string error, TimeSpan? after = null) => new() { Accepted = false, Error = error, RetryAfter = after };
}
