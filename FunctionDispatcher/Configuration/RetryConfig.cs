using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>
/// How often a call that failed is made again before its event is dead-lettered. For functions outside the node's process.
/// </summary>
public sealed record RetryConfig
{
    /// <summary>Calls altogether, the first included. 1 to 10. Default 3.</summary>
    [Range("1", "10")]
    public int Attempts { get; init; } = 3;

    /// <summary>Pause before the second attempt; it doubles with each further one, up to 30 s. 1 ms to 30 s. Default 200 ms.</summary>
    [Range("1ms", "30s")]
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(200);
}
