using System.Reactive.Concurrency;

namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>Rx on any notion of time.</summary>
public static class TimeProviderExtensions
{
    /// <summary>
    /// The Rx scheduler of a time provider: event time's own where the provider is an <see cref="EventTimeProvider"/>, else one on the
    /// provider's timers.
    /// </summary>
    public static IScheduler ToScheduler(this TimeProvider time) =>
        time is EventTimeProvider { Scheduler: var scheduler } ? scheduler : new TimeProviderScheduler(time);
}
