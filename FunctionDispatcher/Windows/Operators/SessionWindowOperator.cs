using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Windows.Operators;

/// <summary>Sessions of a stream.</summary>
public static class SessionWindowOperator
{
    /// <summary>
    /// Events no further apart than a gap.
    /// Windows fire as the events' own time completes them; those still open fire when the source completes.
    /// </summary>
    /// <param name="source">Events in order of receipt.</param>
    /// <param name="gap">Silence that ends a session; above zero.</param>
    /// <param name="max">Longest a session may grow; null for no limit.</param>
    /// <param name="createState">Makes the empty state of a window, for the layout of the events.</param>
    /// <param name="rules">Key and disorder. Default: one key, events in order.</param>
    public static IObservable<FiredWindow> SessionWindow(
        this IObservable<EdgeEvent> source, TimeSpan gap, TimeSpan? max,
        Func<EventLayout, IAccumulator> createState, WindowRules? rules = null) =>
        WindowObservable.Create(source, new() { Session = new() { Gap = gap, Max = max } }, createState, rules);
}
