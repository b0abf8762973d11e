using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Windows.Operators;

/// <summary>Overlapping windows over a stream.</summary>
public static class HoppingWindowOperator
{
    /// <summary>
    /// Windows of one size, one starting every hop from the Unix epoch.
    /// Windows fire as the events' own time completes them; those still open fire when the source completes.
    /// </summary>
    /// <param name="source">Events in order of receipt.</param>
    /// <param name="size">Length of a window; above zero.</param>
    /// <param name="hop">Distance between two starts; above zero, at most the size.</param>
    /// <param name="createState">Makes the empty state of a window, for the layout of the events.</param>
    /// <param name="rules">Key and disorder. Default: one key, events in order.</param>
    public static IObservable<FiredWindow> HoppingWindow(
        this IObservable<EdgeEvent> source, TimeSpan size, TimeSpan hop,
        Func<EventLayout, IAccumulator> createState, WindowRules? rules = null) =>
        WindowObservable.Create(source, new() { Hopping = new() { Size = size, Hop = hop } }, createState, rules);
}
