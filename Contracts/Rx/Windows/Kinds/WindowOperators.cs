using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows.Grids;

namespace EventEdge.Contracts.Rx.Windows.Kinds;

/// <summary>Makes the operator for windows of a shape.</summary>
internal static class WindowOperators
{
    /// <summary>The operator of one binding, or of one subscription.</summary>
    /// <param name="shape">Which windows.</param>
    /// <param name="time">How disorder is treated.</param>
    /// <param name="layout">The layout of every event the operator will be given; the slots it reads are taken here.</param>
    /// <param name="createAccumulator">Makes the empty state of a window.</param>
    /// <param name="output">Takes what fires.</param>
    /// <param name="keyLimit">Most keys, and most clocks.</param>
    public static WindowOperator Create(
        WindowShape shape, EventTimeRules time, EventLayout layout, Func<IAccumulator> createAccumulator, IWindowOutput output,
        int keyLimit = int.MaxValue)
    {
        var context = new WindowContext(layout, createAccumulator, output)
        {
            Lateness = time.AllowedLateness.Ticks,
            Delay = time.AllowedLateness.Ticks + time.OutOfOrder.Ticks,
            KeyLimit = keyLimit,
            Size = shape.Size.Ticks,
            Grid = shape.Calendar is { } calendar ? new CalendarGrid(calendar) : new FixedGrid(shape.Size.Ticks, shape.Hop.Ticks),
            SessionMax = shape.SessionMax?.Ticks ?? Ticks.Forever,
            Early = shape.Early?.Ticks ?? Ticks.Forever,
            Conditions = shape.Conditions?.Invoke(layout),
            CountSize = shape.CountSize,
            CountHop = shape.CountHop,
        };
        return new(time, context, WindowsOf(shape.Kind, context), [.. shape.GroupBy.Select(layout.SlotOf)], new(time, layout));
    }

    private static Func<FieldValue[], KeyWindows> WindowsOf(WindowKind kind, WindowContext context) => kind switch
    {
        WindowKind.Sliding => key => new SlidingWindows(context, key),
        WindowKind.Session => key => new SessionWindows(context, key),
        WindowKind.Condition => key => new ConditionWindows(context, key),
        WindowKind.Count => key => new CountWindows(context, key),
        _ => key => new AlignedWindows(context, key),
    };
}
