using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>What a binding may take of the node's memory.</summary>
public sealed record LimitsConfig
{
    /// <summary>
    /// Most keys the binding remembers: keys of windows, clocks, and keys with a function's state. Events of further keys become dead
    /// letters of stage <c>limit</c>; known keys go on. Keys silent for a day make room. 1 to 10,000,000. Default 100,000.
    /// </summary>
    [Range("1", "10000000")]
    public int Keys { get; init; } = 100_000;
}
