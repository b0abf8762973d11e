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

    /// <summary>
    /// Most events of one message. A message with more becomes one dead letter of stage <c>decode</c>, and none of its events is taken.
    /// 1 to 100,000. Default 10,000.
    /// </summary>
    [Range("1", "100000")]
    public int Events { get; init; } = 10_000;

    /// <summary>
    /// Most events that a join keeps for each key and side, of all keys 1,000,000. Further ones become dead letters of stage
    /// <c>limit</c>. 1 to 100,000. Default 10,000.
    /// </summary>
    [Range("1", "100000")]
    public int Joined { get; init; } = 10_000;
}
