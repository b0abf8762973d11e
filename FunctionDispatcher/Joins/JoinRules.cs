using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Joining;

namespace EventEdge.FunctionDispatcher.Joins;

/// <summary>How a join treats its two sides. Lengths in ticks.</summary>
internal sealed record JoinRules
{
    /// <summary>Most events kept of all keys.</summary>
    public const int TotalLimit = 1_000_000;

    /// <summary>How far apart two events may be.</summary>
    public required long Within { get; init; }

    /// <summary>Which of several belongs to an event.</summary>
    public JoinMatch Match { get; init; }

    /// <summary>Event time of each side, by <see cref="JoinPart"/>.</summary>
    public required IReadOnlyList<EventTimeRules> Time { get; init; }

    /// <summary>Most keys.</summary>
    public required int KeyLimit { get; init; }

    /// <summary>Most events kept for a key and a side.</summary>
    public required int EventLimit { get; init; }

    /// <summary>Those of a binding.</summary>
    public static JoinRules Of(BindingConfig config, JoinConfig join)
    {
        var own = config.EventTime.ToRules();
        var other = own with
        {
            Clock = null,
            OutOfOrder = join.OutOfOrder ?? own.OutOfOrder,
            AllowedLateness = join.AllowedLateness ?? own.AllowedLateness,
            IdleTimeout = join.IdleTimeout ?? own.IdleTimeout,
        };
        return new()
        {
            Within = join.Within.Ticks, Match = join.Match, Time = [own, other], KeyLimit = config.Limits.Keys,
            EventLimit = config.Limits.Joined,
        };
    }

    /// <summary>
    /// How far behind the watermark of its side an event may be: no less than <see cref="Within"/>, as long as what belongs to it is kept.
    /// </summary>
    public long LatenessOf(JoinPart part) => Time[(int)part].AllowedLateness.Ticks + Within;
}

/// <summary>The two sides of a join.</summary>
internal enum JoinPart
{
    /// <summary>The binding's own events, each of which leads to a result.</summary>
    Own,

    /// <summary>The results of the other binding.</summary>
    Other,
}

/// <summary>What became of an event of either side.</summary>
internal enum JoinOutcome
{
    /// <summary>It is in.</summary>
    Taken,

    /// <summary>It is in, and changed what had been joined.</summary>
    Corrected,

    /// <summary>What belongs to it may be gone for good.</summary>
    Late,

    /// <summary>Its timestamp is further ahead of its receipt than <c>future_limit</c>.</summary>
    FromTheFuture,

    /// <summary>Its timestamp is before the year 2000.</summary>
    BeforeEpoch,

    /// <summary>Its key or clock is new, and there are as many as the limit allows.</summary>
    TooManyKeys,

    /// <summary>Its key has as many events as the limit allows.</summary>
    TooManyEvents,
}

/// <summary>Takes what a join gives.</summary>
internal interface IJoinOutput
{
    /// <summary>An event and what belongs to it; null where nothing does.</summary>
    /// <param name="own">The event.</param>
    /// <param name="other">The result that belongs to it.</param>
    /// <param name="revision">How often it has been given before.</param>
    /// <returns>Whether it was given: a join may want no event without a partner, or not all with one.</returns>
    bool OnJoined(EdgeEvent own, EdgeEvent? other, int revision);
}
