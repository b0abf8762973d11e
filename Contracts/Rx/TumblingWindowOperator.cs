using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.Windows;

namespace EventEdge.Contracts.Rx;

/// <summary>Back-to-back windows over a stream.</summary>
public static class TumblingWindowOperator
{
    /// <summary>
    /// Back-to-back windows of one size, aligned to the Unix epoch. Each with its events, which are kept until it is closed.
    /// Windows fire as the events' own time completes them; those still open fire when the source completes.
    /// </summary>
    /// <param name="source">Events in order of receipt, all of one layout.</param>
    /// <param name="size">Length of a window; above zero.</param>
    /// <param name="rules">Key, disorder and limits. Default: one key, events in order.</param>
    /// <exception cref="ArgumentException">A length is not above zero.</exception>
    public static IObservable<EventWindow> TumblingWindow(this IObservable<EdgeEvent> source, TimeSpan size, WindowRules? rules = null) =>
        WindowObservable.Create(source, WindowShape.Tumbling(size), rules);

    /// <summary>
    /// Back-to-back windows of one size, aligned to the Unix epoch. Each as the result of a state, so that memory does not grow with the
    /// events. Windows fire as the events' own time completes them; those still open fire when the source completes.
    /// </summary>
    /// <param name="source">Events in order of receipt, all of one layout.</param>
    /// <param name="size">Length of a window; above zero.</param>
    /// <param name="createState">Makes the empty state of a window, for the layout of the events.</param>
    /// <param name="rules">Key, disorder and limits. Default: one key, events in order.</param>
    /// <exception cref="ArgumentException">A length is not above zero.</exception>
    public static IObservable<FiredWindow> TumblingWindow(
        this IObservable<EdgeEvent> source, TimeSpan size, Func<EventLayout, IAccumulator> createState, WindowRules? rules = null) =>
        WindowObservable.Create(source, WindowShape.Tumbling(size), createState, rules);
}
