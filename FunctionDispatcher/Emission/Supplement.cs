using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Emission;

/// <summary>
/// What a function made of the events since a window's former result. It takes the correction's place once the former result has become
/// part of a wider window: then there is nothing left that a correction could replace, but this can be added.
/// </summary>
internal static class Supplement
{
    // The coarsest of the stores, VictoriaMetrics, tells milliseconds apart.
    private const long TicksEach = TimeSpan.TicksPerMillisecond;

    /// <summary>Whether a result can be merged, which its supplement can then be too.</summary>
    public static bool IsMergeable(Measurement result) => result.Merge.Count > 0 || !result.State.IsEmpty;

    /// <summary>What is said where the function failed to make one.</summary>
    public static string Lacking(string failure) =>
        $"the events since the window's last result: {failure}. Where that result has become part of a wider one, they are missing in it";

    /// <summary>The supplement of the same series as a result; null when there is none.</summary>
    public static Measurement? For(Measurement result, IReadOnlyList<Measurement> supplements)
    {
        if (supplements.Count == 0) return null;
        return supplements.FirstOrDefault(each => each.Name == result.Name && each.Tags.SequenceEqual(result.Tags));
    }

    /// <summary>
    /// How far behind the window's start the supplement lies: a millisecond a revision, so that no other point of the series has its time.
    /// A window is never so short that its corrections fill it; if one were, its last supplements would be one.
    /// </summary>
    public static TimeSpan OffsetOf(WindowBounds window) =>
        TimeSpan.FromTicks(Math.Min(window.Revision * TicksEach, (window.End - window.Start).Ticks - 1));
}
