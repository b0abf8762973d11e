using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Rx.Windows;

/// <summary>Makes room for a new key where a binding has as many as it may.</summary>
internal static class KeyLimit
{
    /// <summary>
    /// Whether there is room, once the keys that have been silent for a day are forgotten. What these had taken lies behind the new
    /// beginning of windows: should they come back, they begin parts. The same however the keys are shared out.
    /// </summary>
    public static bool HasCapacity(IReadOnlyList<WindowOperator> operators, int limit)
    {
        if (operators.Any(windows => windows.HasSilent)) Forget(operators);
        return Of(operators) < limit;
    }

    /// <summary>
    /// Keys or clocks of all together, whichever are more: not the sum of what is more in each, which depends on how they are shared out.
    /// </summary>
    public static int Of(IReadOnlyList<WindowOperator> operators)
    {
        var (keys, clocks) = (0, 0);
        for (var index = 0; index < operators.Count; index++)
            (keys, clocks) = (keys + operators[index].GroupCount, clocks + operators[index].Watermarks.Clocks);
        return Math.Max(keys, clocks);
    }

    private static void Forget(IReadOnlyList<WindowOperator> operators)
    {
        var newest = operators.Max(windows => windows.DropSilent());
        if (newest == Ticks.Never) return;
        var before = operators[0].Origin;
        var now = Ticks.ToInstant(operators[0].Recorded.ToReceived(operators[0].Recorded.Now)).ToUnixTimeMilliseconds();
        var origin = before with { From = Math.Max(before.From, newest + 1), Part = Math.Max(before.Part + 1, now) };
        foreach (var windows in operators) windows.Origin = origin;
    }
}
