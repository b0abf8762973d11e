using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Windows.Operators;

/// <summary>The last stretch of a stream at each event.</summary>
public static class SlidingWindowOperator
{
    /// <summary>
    /// At each instant that has an event, the last so much of event time up to and including it.
    /// Windows fire as the events' own time completes them; those still open fire when the source completes.
    /// </summary>
    /// <param name="source">Events in order of receipt.</param>
    /// <param name="size">How far back a result looks; above zero.</param>
    /// <param name="createState">Makes the empty state of a window, for the layout of the events.</param>
    /// <param name="rules">Key and disorder. Default: one key, events in order.</param>
    public static IObservable<FiredWindow> SlidingWindow(
        this IObservable<EdgeEvent> source, TimeSpan size, Func<EventLayout, IAccumulator> createState, WindowRules? rules = null) =>
        WindowObservable.Create(source, new() { Sliding = size }, createState, rules);
}
