using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Stores;

/// <summary>A point and the node and binding it came from.</summary>
/// <param name="Node">The edge node.</param>
/// <param name="Binding">The binding.</param>
/// <param name="Point">The point.</param>
public sealed record NodePoint(string Node, string Binding, Point Point);

/// <summary>A point the store will never take.</summary>
/// <param name="Point">The point.</param>
/// <param name="Reason">The store's own words.</param>
public sealed record RejectedPoint(NodePoint Point, string Reason);

/// <summary>What became of a batch.</summary>
public sealed record WriteResult
{
    /// <summary>False: nothing counts as written, try the same batch again.</summary>
    public required bool Accepted { get; init; }

    /// <summary>Points the store did not hold before, as far as the writer can tell.</summary>
    public int Created { get; init; }

    /// <summary>Points dropped because the store holds a higher revision.</summary>
    public int Stale { get; init; }

    /// <summary>Points the store refused for good.</summary>
    public IReadOnlyList<RejectedPoint> Rejected { get; init; } = [];

    /// <summary>Why nothing was accepted.</summary>
    public string? Error { get; init; }

    /// <summary>When the store wants to be asked again; null leaves it to the caller's back-off.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Nothing was written.</summary>
    public static WriteResult Retry(string error, TimeSpan? after = null) => new() { Accepted = false, Error = error, RetryAfter = after };
}
