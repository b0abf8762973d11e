using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Tests.Windows.Support;

/// <summary>Windows of every kind, lengths in seconds.</summary>
internal static class Kinds
{
    public static IReadOnlyList<WindowConfig> All { get; } =
    [
        Tumbling(10), Hopping(10, 3), Hopping(6, 2), Sliding(5), Session(3), Session(3, 8), Count(4), Count(5, 2),
    ];

    public static WindowConfig Tumbling(double size) => new() { Tumbling = WindowBench.Seconds(size) };

    public static WindowConfig Hopping(double size, double hop) =>
        new() { Hopping = new() { Size = WindowBench.Seconds(size), Hop = WindowBench.Seconds(hop) } };

    public static WindowConfig Sliding(double size) => new() { Sliding = WindowBench.Seconds(size) };

    public static WindowConfig Session(double gap, double? max = null) =>
        new() { Session = new() { Gap = WindowBench.Seconds(gap), Max = max is null ? null : WindowBench.Seconds(max.Value) } };

    public static WindowConfig Count(int size, int? hop = null) => new() { Count = new() { Size = size, Hop = hop } };
}
