using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.Windows;

namespace EventEdge.Contracts.Rx;

/// <summary>Overlapping windows over a stream.</summary>
public static class HoppingWindowOperator
{
    /// <summary>
    /// Windows of one size, one starting every hop from the Unix epoch. Each with its events, which are kept until it is closed.
    /// Windows fire as the events' own time completes them; those still open fire when the source completes.
    /// </summary>
    /// <param name="source">Events in order of receipt, all of one layout.</param>
    /// <param name="size">Length of a window; above zero.</param>
    /// <param name="hop">Distance between two starts; above zero, at most the size.</param>
    /// <param name="rules">Key, disorder and limits. Default: one key, events in order.</param>
    /// <exception cref="ArgumentException">A length is not above zero, or the hop is longer than the size.</exception>
    public static IObservable<EventWindow> HoppingWindow(
        this IObservable<EdgeEvent> source, TimeSpan size, TimeSpan hop, WindowRules? rules = null) =>
        WindowObservable.Create(source, WindowShape.Hopping(size, hop), rules);

    /// <summary>
    /// Windows of one size, one starting every hop from the Unix epoch. Each as the result of a state, so that memory does not grow with
    /// the events. Windows fire as the events' own time completes them; those still open fire when the source completes.
    /// </summary>
    /// <param name="source">Events in order of receipt, all of one layout.</param>
    /// <param name="size">Length of a window; above zero.</param>
    /// <param name="hop">Distance between two starts; above zero, at most the size.</param>
    /// <param name="createState">Makes the empty state of a window, for the layout of the events.</param>
    /// <param name="rules">Key, disorder and limits. Default: one key, events in order.</param>
    /// <exception cref="ArgumentException">A length is not above zero, or the hop is longer than the size.</exception>
    public static IObservable<FiredWindow> HoppingWindow(
        this IObservable<EdgeEvent> source, TimeSpan size, TimeSpan hop, Func<EventLayout, IAccumulator> createState,
        WindowRules? rules = null) =>
        WindowObservable.Create(source, WindowShape.Hopping(size, hop), createState, rules);
}
