using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Status;
using EventEdge.FunctionDispatcher;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Explanation;
using EventEdge.FunctionDispatcher.Explanation.Examples;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.Hosting.Access;

namespace EventEdge.EdgeBridge.Explanation.Findings;

/// <summary>What a node knows at one moment, as far as it says why nothing arrives.</summary>
internal sealed record NodeFacts
{
    public required EdgeSnapshot Snapshot { get; init; }

    public required EventEdgeComponents Components { get; init; }

    /// <summary>The bindings in force.</summary>
    public required IReadOnlyList<BindingFacts> Bindings { get; init; }

    /// <summary>Topics that messages came on lately.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>How far each class of results has come.</summary>
    public required IReadOnlyList<ClassPosition> Positions { get; init; }

    /// <summary>The newest results, oldest first.</summary>
    public required IReadOnlyList<RecentResult> Results { get; init; }

    /// <summary>Since when the uplink is as it is; null where that is not known.</summary>
    public DateTimeOffset? LinkSince { get; init; }

    /// <summary>What the embedded broker holds; null where there is none.</summary>
    public ListenerCounts? Listener { get; init; }

    /// <summary>What the guards decided; null where there are none.</summary>
    public SecurityCounts? Security { get; init; }

    /// <summary>Whether the cloud's part is in this process.</summary>
    public bool HasStore { get; init; }

    /// <summary>What is wrong with what takes results in this process; null where nothing is, or it is another process.</summary>
    public string? StoreProblem { get; init; }
}

/// <summary>A binding in force, with what is remembered of its events.</summary>
/// <param name="Sight">The binding and what it waits for.</param>
/// <param name="Counts">Its counters, former versions included.</param>
/// <param name="Ends">Where its events and windows came to their end, at its present version.</param>
internal sealed record BindingFacts(BindingSight Sight, LedgerEntry Counts, IReadOnlyList<OutcomeEntry> Ends)
{
    public string Name => Sight.Status.Identity.Name;

    public BindingConfig Config => Sight.Status.Config!;

    /// <summary>The newest event that reached the window, or the function where there is none.</summary>
    public OutcomeExample? LastPassed => Newest(entry => entry.Kind.Outcome == StageOutcome.Passed
        && entry.Kind.Stage is Stage.Window or Stage.Invoke && entry.Last.Topic.Length > 0);

    /// <summary>The newest result that became a point or a local message.</summary>
    public OutcomeExample? LastEmitted =>
        Newest(entry => entry.Kind is { Stage: Stage.Emit, Outcome: StageOutcome.Passed });

    /// <summary>The newest of some ends.</summary>
    public OutcomeExample? Newest(Func<OutcomeEntry, bool> which) =>
        Ends.Where(which).Select(entry => entry.Last).MaxBy(example => example.At);
}
