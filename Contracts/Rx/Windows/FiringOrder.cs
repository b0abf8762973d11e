namespace EventEdge.Contracts.Rx.Windows;

/// <summary>
/// Where a firing stands among those that one event, or one look at the time, leads to. The same however the keys are shared out, so that
/// the firings of several operators can be put in the one order they would have had.
/// </summary>
/// <param name="Due">Recorded time, in ticks, at which it was due; <see cref="EventTime.Ticks.Forever"/> for the event's own key.</param>
/// <param name="Kind">What made it fire.</param>
/// <param name="Number">Number of the event it goes back to, or of the one its key appeared with.</param>
internal readonly record struct FiringOrder(long Due, FiringKind Kind, long Number) : IComparable<FiringOrder>
{
    /// <summary>Of the event's own key, whose turn comes when all that is due before it has fired.</summary>
    public static readonly FiringOrder Last = new(EventTime.Ticks.Forever, FiringKind.Event, 0);

    /// <inheritdoc />
    public int CompareTo(FiringOrder other)
    {
        var order = Due.CompareTo(other.Due);
        if (order == 0) order = Kind.CompareTo(other.Kind);
        return order == 0 ? Number.CompareTo(other.Number) : order;
    }
}

/// <summary>What makes windows fire, in the order of what is due at one instant.</summary>
internal enum FiringKind
{
    /// <summary>A clock came to rest.</summary>
    Rest,

    /// <summary>Windows of a key without a counting clock count as complete.</summary>
    Silence,

    /// <summary>What is not complete is shown because the binding asks for it.</summary>
    Early,

    /// <summary>A key is forgotten to make room.</summary>
    Forget,

    /// <summary>The watermark moved with an event.</summary>
    Event,

    /// <summary>Everything is closed.</summary>
    Close,
}

/// <summary>A key that waits to show what it has.</summary>
/// <param name="Group">The key.</param>
/// <param name="Due">Until when, in ticks of recorded time.</param>
/// <param name="Number">Number of the event that made it wait.</param>
internal readonly record struct AwaitedShowing(KeyGroup Group, long Due, long Number);
