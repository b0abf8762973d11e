using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Rx.Windows;

/// <summary>What became of an event.</summary>
public enum WindowOutcome
{
    /// <summary>It is in its window or windows.</summary>
    InWindow,

    /// <summary>It came after its window had fired and corrected it: a new revision was fired.</summary>
    Corrected,

    /// <summary>Every window it belongs to is closed for good.</summary>
    Late,

    /// <summary>Its timestamp is further ahead than <see cref="EventTimeRules.FutureLimit"/>.</summary>
    FromTheFuture,

    /// <summary>Its timestamp is before the year 2000: a clock that was never set.</summary>
    BeforeEpoch,

    /// <summary>Its key or clock is new, and there are as many as the limit allows.</summary>
    TooManyKeys,
}
