namespace EventEdge.Contracts.Measurements;

/// <summary>
/// What becomes of a field when neighbouring windows are merged. An average has no rule: emit its sum and its count instead.
/// </summary>
public enum MergeRule
{
    /// <summary>The exact sum of the numbers, rounded once.</summary>
    Sum,

    /// <summary>The smallest number.</summary>
    Min,

    /// <summary>The largest number.</summary>
    Max,

    /// <summary>The value of the earliest window.</summary>
    First,

    /// <summary>The value of the latest window.</summary>
    Last,
}
