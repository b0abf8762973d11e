using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.Windows;

namespace EventEdge.Contracts.Rx;

/// <summary>Sessions of a stream.</summary>
public static class SessionWindowOperator
{
    /// <summary>
    /// Events no further apart than a gap. Each with its events, which are kept until it is closed.
    /// Windows fire as the events' own time completes them; those still open fire when the source completes.
    /// </summary>
    /// <param name="source">Events in order of receipt, all of one layout.</param>
    /// <param name="gap">Silence that ends a session; above zero.</param>
    /// <param name="max">Longest a session may grow; null for no limit.</param>
    /// <param name="rules">Key, disorder and limits. Default: one key, events in order.</param>
    /// <exception cref="ArgumentException">A length is not above zero.</exception>
    public static IObservable<EventWindow> SessionWindow(
        this IObservable<EdgeEvent> source, TimeSpan gap, TimeSpan? max, WindowRules? rules = null) =>
        WindowObservable.Create(source, WindowShape.Session(gap, max), rules);

    /// <summary>
    /// Events no further apart than a gap. Each as the result of a state, so that memory does not grow with the events.
    /// Windows fire as the events' own time completes them; those still open fire when the source completes.
    /// </summary>
    /// <param name="source">Events in order of receipt, all of one layout.</param>
    /// <param name="gap">Silence that ends a session; above zero.</param>
    /// <param name="max">Longest a session may grow; null for no limit.</param>
    /// <param name="createState">Makes the empty state of a window, for the layout of the events.</param>
    /// <param name="rules">Key, disorder and limits. Default: one key, events in order.</param>
    /// <exception cref="ArgumentException">A length is not above zero.</exception>
    public static IObservable<FiredWindow> SessionWindow(
        this IObservable<EdgeEvent> source, TimeSpan gap, TimeSpan? max, Func<EventLayout, IAccumulator> createState,
        WindowRules? rules = null) =>
        WindowObservable.Create(source, WindowShape.Session(gap, max), createState, rules);
}
