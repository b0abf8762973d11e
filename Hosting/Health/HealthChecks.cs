namespace EventEdge.Hosting.Health;

/// <summary>
/// The health checks of a node. Each part adds its own where it is made, and everything that shows health (<c>/healthz</c>,
/// <c>/api/status</c>, <c>/metrics</c>, the page) shows it from then on:
/// <code>checks.Add("journal", () => log.Failure is { } why ? new(HealthLevel.Failed, $"the journal takes nothing: {why}", "make room") :
/// null);</code> A node's own are <c>EdgeNode.Health</c> at the edge and the <see cref="HealthChecks"/> service of the cloud ingest. Safe
/// for concurrent use.
/// </summary>
public sealed class HealthChecks
{
    private readonly Lock _adding = new();
    private volatile IReadOnlyList<(string Name, Func<HealthProblem?> Look)> _checks = [];
    private volatile IReadOnlyList<HealthChecks> _included = [];

    /// <summary>Adds a check; one of the same name is replaced, in its place.</summary>
    /// <param name="name">One or two words for the part that is looked at.</param>
    /// <param name="look">What is wrong now; null when nothing is. Called from any thread, often: it reads what is known and waits for
    /// nothing.</param>
    public void Add(string name, Func<HealthProblem?> look)
    {
        lock (_adding)
        {
            var place = _checks.ToList().FindIndex(check => check.Name == name);
            _checks = place < 0 ? [.. _checks, (name, look)] : [.. _checks.Take(place), (name, look), .. _checks.Skip(place + 1)];
        }
    }

    /// <summary>Shows the checks of another part of the same process behind its own.</summary>
    public void Include(HealthChecks others)
    {
        lock (_adding) _included = [.. _included, others];
    }

    /// <summary>What every check finds now, in order of registration. A check that throws is a degraded one.</summary>
    public IReadOnlyList<HealthEntry> Look() =>
        [.. _checks.Select(check => HealthEntry.Of(check.Name, Look(check.Look))), .. _included.SelectMany(others => others.Look())];

    private static HealthProblem? Look(Func<HealthProblem?> look)
    {
        try
        {
            return look();
        }
        catch (Exception error)
        {
            return new(HealthLevel.Degraded, $"this check failed: {error.Message.ReplaceLineEndings(" ")}",
                "report this; the node's log tells more");
        }
    }
}
