using EventEdge.Contracts.Rx.Windows;

namespace EventEdge.Contracts.Tests.Rx.Windows.Support;

/// <summary>Windows of every kind, lengths in seconds.</summary>
internal static class Kinds
{
    public static IReadOnlyList<WindowShape> All { get; } =
    [
        Tumbling(10), Hopping(10, 3), Hopping(6, 2), Sliding(5), Session(3), Session(3, 8), Count(4), Count(5, 2),
    ];

    public static WindowShape Tumbling(double size) => WindowShape.Tumbling(WindowBench.Seconds(size));

    public static WindowShape Hopping(double size, double hop) => WindowShape.Hopping(WindowBench.Seconds(size), WindowBench.Seconds(hop));

    public static WindowShape Sliding(double size) => WindowShape.Sliding(WindowBench.Seconds(size));

    public static WindowShape Session(double gap, double? max = null) =>
        WindowShape.Session(WindowBench.Seconds(gap), max is null ? null : WindowBench.Seconds(max.Value));

    public static WindowShape Count(int size, int? hop = null) => WindowShape.Count(size, hop ?? size);
}
