using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.Windows;

namespace EventEdge.Contracts.Tests.Rx.Windows.Support;

/// <summary>Windows of every kind, lengths in seconds.</summary>
internal static class Kinds
{
    public static IReadOnlyList<WindowShape> All { get; } =
    [
        Tumbling(10), Hopping(10, 3), Hopping(6, 2), Sliding(5), Session(3), Session(3, 8), Count(4), Count(5, 2),
        WindowShape.ByCondition(WindowBench.Seconds(9), WhilePositive), WindowShape.ByCondition(WindowBench.Seconds(12), FromMostToLeast),
    ];

    /// <summary>While the value is above zero, at most 9 s.</summary>
    public static WindowConditions WhilePositive(EventLayout layout) =>
        new(e => e.At(layout.SlotOf("value")).AsNumber > 0, null, WindowBench.Seconds(9).Ticks);

    /// <summary>From a value of 3 or more to one of -3 or less, at most 12 s.</summary>
    public static WindowConditions FromMostToLeast(EventLayout layout) => new(
        e => e.At(layout.SlotOf("value")).AsNumber >= 3, e => e.At(layout.SlotOf("value")).AsNumber <= -3, WindowBench.Seconds(12).Ticks);

    public static WindowShape Tumbling(double size) => WindowShape.Tumbling(WindowBench.Seconds(size));

    public static WindowShape Hopping(double size, double hop) => WindowShape.Hopping(WindowBench.Seconds(size), WindowBench.Seconds(hop));

    public static WindowShape Sliding(double size) => WindowShape.Sliding(WindowBench.Seconds(size));

    public static WindowShape Session(double gap, double? max = null) =>
        WindowShape.Session(WindowBench.Seconds(gap), max is null ? null : WindowBench.Seconds(max.Value));

    public static WindowShape Count(int size, int? hop = null) => WindowShape.Count(size, hop ?? size);
}
