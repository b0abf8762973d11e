namespace EventEdge.FunctionDispatcher.Functions.Stats;

/// <summary>What must be kept up with every number, because a statistic asked for needs it.</summary>
[Flags]
internal enum RequiredAggregates
{
    /// <summary>What costs next to nothing.</summary>
    None = 0,

    /// <summary>The sum of squares, for the deviation.</summary>
    Squares = 1,

    /// <summary>The sketch, for quantiles.</summary>
    Sketch = 2,
}
