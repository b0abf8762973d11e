namespace EventEdge.Hosting.Health;

/// <summary>A check and what it found at one moment.</summary>
/// <param name="Check">The part that was looked at: <c>uplink</c>, <c>mqtt</c>, <c>bus</c>, <c>store</c>.</param>
/// <param name="State">How well it does.</param>
/// <param name="Reason">What is wrong; null when nothing is.</param>
/// <param name="Advice">What a person can do about it; null when nothing is wrong.</param>
public sealed record HealthEntry(string Check, HealthLevel State, string? Reason = null, string? Advice = null)
{
    /// <summary>The entry for what a check found; null means nothing.</summary>
    public static HealthEntry Of(string check, HealthProblem? problem) =>
        problem is null ? new(check, HealthLevel.Ok) : new(check, problem.Level, problem.Reason, problem.Advice);

    /// <summary>The worst state of several entries.</summary>
    public static HealthLevel Worst(IReadOnlyList<HealthEntry> entries) =>
        entries.Count == 0 ? HealthLevel.Ok : entries.Max(entry => entry.State);

    /// <summary>What is wrong, worst first, in one line; null when nothing is.</summary>
    public static string? Sentence(IReadOnlyList<HealthEntry> entries)
    {
        var problems = entries.Where(entry => entry.State != HealthLevel.Ok).OrderByDescending(entry => entry.State)
            .Select(entry => entry.Reason).Distinct().ToList();
        return problems.Count == 0 ? null : string.Join("; ", problems);
    }
}
