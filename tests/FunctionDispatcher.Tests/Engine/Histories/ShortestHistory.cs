namespace EventEdge.FunctionDispatcher.Tests.Engine.Histories;

/// <summary>What is left of a history that goes wrong once everything is left out that does not matter.</summary>
internal static class ShortestHistory
{
    /// <summary>Fails with the shortest history found, if there is a problem with the whole one.</summary>
    /// <param name="steps">The history.</param>
    /// <param name="problemOf">What is wrong with a history; null when nothing is.</param>
    public static void MustBeFine(HistoryStep[] steps, Func<IReadOnlyList<HistoryStep>, string?> problemOf)
    {
        if (problemOf(steps) is null) return;
        IReadOnlyList<HistoryStep> left = steps;
        for (var size = left.Count / 2; size > 0; size /= 2) left = Without(left, size, problemOf);
        for (var index = 0; index < left.Count; index++)
        {
            foreach (var simpler in Simpler(left[index]))
            {
                HistoryStep[] changed = [.. left];
                changed[index] = simpler(left[index]);
                if (problemOf(changed) is not null) left = changed;
            }
        }

        Assert.Fail($"{problemOf(left)}\nafter\n{string.Join('\n', left)}");
    }

    private static IReadOnlyList<HistoryStep> Without(
        IReadOnlyList<HistoryStep> steps, int size, Func<IReadOnlyList<HistoryStep>, string?> problemOf)
    {
        for (var index = 0; index + size <= steps.Count;)
        {
            HistoryStep[] shorter = [.. steps.Take(index), .. steps.Skip(index + size)];
            if (problemOf(shorter) is null) index++;
            else (steps, index) = (shorter, 0);
        }

        return steps;
    }

    private static IEnumerable<Func<HistoryStep, HistoryStep>> Simpler(HistoryStep step)
    {
        foreach (var seconds in (double[])[Math.Round(step.Seconds), 1, 0]) yield return s => s with { Seconds = seconds };
        foreach (var jitter in (double[])[Math.Round(step.Jitter), -1, 0]) yield return s => s with { Jitter = jitter };
        yield return s => s with { Device = 1 };
        yield return s => s with { IsHigh = false };
        yield return s => s with { Action = WindowHistory.Nothing };
    }
}
