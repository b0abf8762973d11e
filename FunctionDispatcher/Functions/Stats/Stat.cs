namespace EventEdge.FunctionDispatcher.Functions.Stats;

/// <summary>The statistics of <c>stats</c>; the name in lower case is the name in the bindings file and the suffix of the output field.</summary>
internal enum Stat
{
    /// <summary>How many numbers.</summary>
    Count,

    /// <summary>Their sum, rounded once.</summary>
    Sum,

    /// <summary>Sum over count.</summary>
    Mean,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The largest.</summary>
    Max,

    /// <summary>Sample standard deviation; left out below two numbers.</summary>
    Stddev,

    /// <summary>The earliest; of equal times the smallest.</summary>
    First,

    /// <summary>The latest; of equal times the largest.</summary>
    Last,

    /// <summary>Median, within 1 %.</summary>
    P50,

    /// <summary>95th percentile, within 1 %.</summary>
    P95,

    /// <summary>99th percentile, within 1 %.</summary>
    P99,
}
