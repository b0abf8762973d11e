using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.Windows;

namespace EventEdge.Contracts.Rx;

/// <summary>Numbers of events of a stream.</summary>
public static class CountWindowOperator
{
    /// <summary>
    /// So many events, in order of event time. Each with its events, which are kept until it is closed.
    /// Windows fire as the events' own time completes them; those still open fire when the source completes.
    /// </summary>
    /// <param name="source">Events in order of receipt, all of one layout.</param>
    /// <param name="size">Events in a window; at least 1.</param>
    /// <param name="hop">Events between two starts; 1 to the size.</param>
    /// <param name="rules">Key, disorder and limits. Default: one key, events in order.</param>
    /// <exception cref="ArgumentException">A length is not above zero, or the hop is longer than the size.</exception>
    public static IObservable<EventWindow> CountWindow(this IObservable<EdgeEvent> source, int size, int hop, WindowRules? rules = null) =>
        WindowObservable.Create(source, WindowShape.Count(size, hop), rules);

    /// <summary>
    /// So many events, in order of event time. Each as the result of a state, so that memory does not grow with the events.
    /// Windows fire as the events' own time completes them; those still open fire when the source completes.
    /// </summary>
    /// <param name="source">Events in order of receipt, all of one layout.</param>
    /// <param name="size">Events in a window; at least 1.</param>
    /// <param name="hop">Events between two starts; 1 to the size.</param>
    /// <param name="createState">Makes the empty state of a window, for the layout of the events.</param>
    /// <param name="rules">Key, disorder and limits. Default: one key, events in order.</param>
    /// <exception cref="ArgumentException">A length is not above zero, or the hop is longer than the size.</exception>
    public static IObservable<FiredWindow> CountWindow(
        this IObservable<EdgeEvent> source, int size, int hop, Func<EventLayout, IAccumulator> createState, WindowRules? rules = null) =>
        WindowObservable.Create(source, WindowShape.Count(size, hop), createState, rules);
}
