namespace EventEdge.FunctionDispatcher.Triggers.Timers;

/// <summary>A rule that gives instants. Pure: the same question has the same answer on every node and in every replay.</summary>
internal interface ISchedule
{
    /// <summary>The first instant after another; null when there is none any more.</summary>
    DateTimeOffset? After(DateTimeOffset instant);

    /// <summary>The newest instants in <c>(after, through]</c>, oldest first.</summary>
    /// <param name="after">Instants up to here are left out.</param>
    /// <param name="through">The last possible instant.</param>
    /// <param name="limit">How many at most, from 1.</param>
    IReadOnlyList<DateTimeOffset> Newest(DateTimeOffset after, DateTimeOffset through, int limit);

    /// <summary>How many instants there are in <c>(after, through]</c>; a large number may be cut short.</summary>
    long CountOf(DateTimeOffset after, DateTimeOffset through);
}
