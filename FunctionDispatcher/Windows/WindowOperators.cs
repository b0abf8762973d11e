using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.EventTime;

namespace EventEdge.FunctionDispatcher.Windows;

/// <summary>Makes the operator a declaration asks for.</summary>
public static class WindowOperators
{
    /// <summary>The operator of one binding.</summary>
    /// <param name="window">Which windows; exactly one kind is set.</param>
    /// <param name="time">How disorder is treated.</param>
    /// <param name="layout">The layout of every event the operator will be given; the slots it reads are taken here.</param>
    /// <param name="createAccumulator">Makes the empty state of a window.</param>
    /// <param name="output">Takes what fires.</param>
    /// <exception cref="ArgumentException">No kind is set, or a length is not above zero.</exception>
    public static IWindowOperator Create(
        WindowConfig window, EventTimeConfig time, EventLayout layout, Func<IAccumulator> createAccumulator, IWindowOutput output) =>
        CreateEngine(window, time, layout, createAccumulator, output);

    internal static WindowOperator CreateEngine(
        WindowConfig window, EventTimeConfig time, EventLayout layout, Func<IAccumulator> createAccumulator, IWindowOutput output, int keyLimit = int.MaxValue)
    {
        var size = window.Tumbling ?? window.Hopping?.Size ?? window.Sliding ?? window.Session?.Gap;
        var context = new WindowContext(layout, createAccumulator, output)
        {
            Lateness = time.AllowedLateness.Ticks,
            Delay = time.AllowedLateness.Ticks + time.OutOfOrder.Ticks,
            KeyLimit = keyLimit,
            Size = size?.Ticks ?? 0,
            Hop = (window.Hopping?.Hop ?? size)?.Ticks ?? 0,
            SessionMax = window.Session?.Max?.Ticks ?? Ticks.Forever,
            CountSize = window.Count?.Size ?? 0,
            CountHop = window.Count?.Hop ?? window.Count?.Size ?? 0,
        };
        if (context is { Size: <= 0, CountSize: <= 0 } or { Hop: <= 0, CountHop: <= 0 })
        {
            throw new ArgumentException("a window needs one kind, and a size and hop above zero", nameof(window));
        }
        return new(time, context, KindOf(window, context), [.. window.GroupBy.Select(layout.SlotOf)], new(time, layout));
    }

    private static Func<FieldValue[], KeyWindows> KindOf(WindowConfig window, WindowContext context) => window switch
    {
        { Sliding: not null } => key => new SlidingWindows(context, key),
        { Session: not null } => key => new SessionWindows(context, key),
        { Count: not null } => key => new CountWindows(context, key),
        _ => key => new AlignedWindows(context, key),
    };
}
