namespace EventEdge.EdgeBridge.Clock;

/// <summary>
/// How long it is since something was saved, by the machine's clock of then and of now. Between two runs there is nothing else to go by,
/// and the clock may have been set meanwhile: what cannot be is taken for no time at all, so that nothing ends because of a clock.
/// </summary>
internal static class SavedTime
{
    /// <summary>The time between; none where the clock has gone back, or was set for the first time.</summary>
    public static TimeSpan Between(DateTimeOffset saved, DateTimeOffset now) =>
        now < saved || NodeClock.IsSet(saved) != NodeClock.IsSet(now) ? TimeSpan.Zero : now - saved;
}
