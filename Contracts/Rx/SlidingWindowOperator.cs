using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.Windows;

namespace EventEdge.Contracts.Rx;

/// <summary>The latest part of a stream at each event.</summary>
public static class SlidingWindowOperator
{
    /// <summary>
    /// At each instant that has an event, the last so much of event time up to and including it. Each with its events, which are kept until
    /// it is closed. Windows fire as the events' own time completes them; those still open fire when the source completes.
    /// </summary>
    /// <param name="source">Events in order of receipt, all of one layout.</param>
    /// <param name="size">How far back a result looks; above zero.</param>
    /// <param name="rules">Key, disorder and limits. Default: one key, events in order.</param>
    /// <exception cref="ArgumentException">A length is not above zero.</exception>
    public static IObservable<EventWindow> SlidingWindow(this IObservable<EdgeEvent> source, TimeSpan size, WindowRules? rules = null) =>
        WindowObservable.Create(source, WindowShape.Sliding(size), rules);

    /// <summary>
    /// At each instant that has an event, the last so much of event time up to and including it. Each as the result of a state, so that
    /// memory does not grow with the events. Windows fire as the events' own time completes them; those still open fire when the source
    /// completes.
    /// </summary>
    /// <param name="source">Events in order of receipt, all of one layout.</param>
    /// <param name="size">How far back a result looks; above zero.</param>
    /// <param name="createState">Makes the empty state of a window, for the layout of the events.</param>
    /// <param name="rules">Key, disorder and limits. Default: one key, events in order.</param>
    /// <exception cref="ArgumentException">A length is not above zero.</exception>
    public static IObservable<FiredWindow> SlidingWindow(
        this IObservable<EdgeEvent> source, TimeSpan size, Func<EventLayout, IAccumulator> createState, WindowRules? rules = null) =>
        WindowObservable.Create(source, WindowShape.Sliding(size), createState, rules);
}
