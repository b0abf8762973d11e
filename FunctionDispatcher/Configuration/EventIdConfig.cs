using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>By what a repeated event is recognised, for sensors that send again as a new message.</summary>
public sealed record EventIdConfig
{
    /// <summary>Field whose value stays the same when the sensor sends an event again. It counts for each topic. Required.</summary>
    [Form("[^\\x00-\\x1f]+", 256)]
    public required string Field { get; init; }

    /// <summary>How long after the receipt of the first copy a duplicate is dropped. 1 ms to 7 d. Required.</summary>
    [Range("1ms", "7d")]
    public required TimeSpan Within { get; init; }
}
