using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Insight;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Rx.Windows.Grids;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Explanation.Stages;

/// <summary>Into which windows of a binding an event belongs, and whether they are open still.</summary>
internal static class WindowForecast
{
    /// <summary>A window's bounds.</summary>
    internal readonly record struct Span(DateTimeOffset Start, DateTimeOffset End);

    private const int ToldLimit = 3;

    /// <summary>The stage of an event; its time is in order.</summary>
    /// <param name="binding">The binding, which has windows.</param>
    /// <param name="input">The event.</param>
    /// <param name="key">Its key as the node knows it; null where there is no node, or the key is new to it.</param>
    public static ExplainedStage Of(BindingConfig binding, EdgeEvent input, KeyStatus? key)
    {
        var shape = binding.Window!.ToShape(binding.TextFields);
        var name = KeyName.Of(binding, KeyName.Of(binding, input));
        var watermark = key?.Watermark;
        var windows = shape.Kind == WindowKind.Aligned ? Aligned(shape, input.Time.UtcTicks).ToList() : [];
        if (watermark is { } mark && IsLate(shape, windows, input, mark, binding.EventTime.AllowedLateness))
        {
            return new("window", StageOutcome.Rejected,
                $"it is late: {InWords.Instant(input.Time)} belongs to {Words(shape, binding, windows, name)}, closed for good since the "
                    + $"watermark reached {InWords.Instant(mark)}")
            { Next = "raise event_time.allowed_lateness, or out_of_order, where events come as late as this" };
        }

        var wait = key is null || KeyWait.Of(key, binding) is not { Kind: not WaitKind.Nothing } open ? string.Empty : $"; {open.Sentence}";
        var rule = wait.Length > 0 ? wait : Rule(shape, binding);
        return new("window", StageOutcome.Passed, $"it goes into {Words(shape, binding, windows, name)}{rule}");
    }

    /// <summary>The windows of an instant, oldest first.</summary>
    public static IEnumerable<Span> Aligned(WindowShape shape, long time)
    {
        WindowGrid grid = shape.Calendar is { } calendar ? new CalendarGrid(calendar) : new FixedGrid(shape.Size.Ticks, shape.Hop.Ticks);
        for (var start = grid.FirstStart(time); start <= time; start = grid.NextStart(start))
            yield return new(Ticks.ToInstant(start), Ticks.ToInstant(grid.EndOf(start)));
    }

    private static bool IsLate(
        WindowShape shape, List<Span> windows, EdgeEvent input, DateTimeOffset watermark, TimeSpan lateness) =>
        shape.Kind switch
        {
            WindowKind.Aligned => windows.TrueForAll(window => window.End <= watermark - lateness),
            WindowKind.Count or WindowKind.Condition => input.Time < watermark,
            WindowKind.Session => input.Time + shape.Size <= watermark - lateness,
            _ => input.Time < watermark - lateness,
        };

    private static string Words(
        WindowShape shape, BindingConfig binding, List<Span> windows, string name) => shape.Kind switch
        {
            WindowKind.Aligned => $"{(windows.Count == 1 ? "the window" : $"{windows.Count} windows,")} {Bounds(windows)}{name}",
            WindowKind.Sliding => $"a window of the last {Quantity.Format(shape.Size)}{name}",
            WindowKind.Session => $"a session{name}, which ends {Quantity.Format(shape.Size)} after its last event",
            WindowKind.Count => $"a window of {InWords.Count(shape.CountSize, "event")}{name}",
            _ => $"a window{name} if {(binding.Window!.While ?? binding.Window.From)} holds for it, or one is open",
        };

    private static string Bounds(List<Span> windows)
    {
        var told = string.Join(
            ", ", windows.Take(ToldLimit).Select(each => $"{InWords.Instant(each.Start)} to {InWords.Instant(each.End)}"));
        return windows.Count > ToldLimit ? $"{told} and further ones" : told;
    }

    private static string Rule(WindowShape shape, BindingConfig binding)
    {
        if (shape.Kind is WindowKind.Count or WindowKind.Condition) return string.Empty;
        var time = binding.EventTime;
        var disorder = time.OutOfOrder > TimeSpan.Zero ? $" plus out_of_order {Quantity.Format(time.OutOfOrder)}" : string.Empty;
        return $"; that fires once an event's time has reached its end{disorder}, or its clocks were silent for idle_timeout "
            + $"{Quantity.Format(time.IdleTimeout)}";
    }
}
