using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Windows.Operators;

/// <summary>Numbers of events of a stream.</summary>
public static class CountWindowOperator
{
    /// <summary>
    /// So many events, in order of event time.
    /// Windows fire as the events' own time completes them; those still open fire when the source completes.
    /// </summary>
    /// <param name="source">Events in order of receipt.</param>
    /// <param name="size">Events in a window; at least 1.</param>
    /// <param name="hop">Events between two starts; 1 to the size.</param>
    /// <param name="createState">Makes the empty state of a window, for the layout of the events.</param>
    /// <param name="rules">Key and disorder. Default: one key, events in order.</param>
    public static IObservable<FiredWindow> CountWindow(
        this IObservable<EdgeEvent> source, int size, int hop, Func<EventLayout, IAccumulator> createState, WindowRules? rules = null) =>
        WindowObservable.Create(source, new() { Count = new() { Size = size, Hop = hop } }, createState, rules);
}
