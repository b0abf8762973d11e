using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Windows.Operators;

/// <summary>Back-to-back windows over a stream.</summary>
public static class TumblingWindowOperator
{
    /// <summary>
    /// Back-to-back windows of one size, aligned to the Unix epoch.
    /// Windows fire as the events' own time completes them; those still open fire when the source completes.
    /// </summary>
    /// <param name="source">Events in order of receipt.</param>
    /// <param name="size">Length of a window; above zero.</param>
    /// <param name="createState">Makes the empty state of a window, for the layout of the events.</param>
    /// <param name="rules">Key and disorder. Default: one key, events in order.</param>
    public static IObservable<FiredWindow> TumblingWindow(
        this IObservable<EdgeEvent> source, TimeSpan size, Func<EventLayout, IAccumulator> createState, WindowRules? rules = null) =>
        WindowObservable.Create(source, new() { Tumbling = size }, createState, rules);
}
