using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Explanation;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Requests;
using EventEdge.EdgeBridge.Status;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Hosting.Access;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Metrics;

namespace EventEdge.EdgeBridge.Http;

/// <summary>What the HTTP API shows of a node and may do to it. Every member is called from any thread and answers at once.</summary>
public interface INodeView
{
    /// <summary>The node's state now.</summary>
    EdgeSnapshot Snapshot();

    /// <summary>Results newer than <paramref name="after"/> in the order they were produced; the oldest may already be forgotten.</summary>
    /// <param name="after"><see cref="RecentResult.Number"/> of the last one seen; 0 for all that are kept.</param>
    IReadOnlyList<RecentResult> Recent(long after);

    /// <summary>The switch behind the dashboard's button.</summary>
    LinkSwitch Link { get; }

    /// <summary>The node's dead letters; null where there are none to deal with.</summary>
    IDeadLetterService? DeadLetters => null;

    /// <summary>The node's ledger now; null where it keeps none.</summary>
    /// <exception cref="IOException">The saved part cannot be read.</exception>
    EdgeLedger? Ledger() => null;

    /// <summary>The functions that answer requests; null where there are none to ask.</summary>
    HttpInvoker? Functions => null;

    /// <summary>How requests to functions were answered.</summary>
    IReadOnlyList<AnswerCount> Answers => Functions?.Answers ?? [];

    /// <summary>The bindings in force, in file order.</summary>
    IReadOnlyList<BindingLine> Bindings() => [];

    /// <summary>What the guards of the node's listeners decided so far; null where there are none.</summary>
    SecurityCounts? Security => null;

    /// <summary>Checks that the node's parts have added, beside what the snapshot tells; null where there are none.</summary>
    HealthChecks? Health => null;

    /// <summary>What the embedded MQTT broker holds and gave up; null where there is none.</summary>
    ListenerCounts? Listener => null;

    /// <summary>The node's instruments; null where nobody reads them.</summary>
    MeterReadings? Meters => null;

    /// <summary>Says why nothing arrived, and what becomes of messages; null where nobody can.</summary>
    INodeExplainer? Explainer => null;

    /// <summary>Distinct points in the store of this process; null where the store is another process.</summary>
    long? PointsStored => null;
}
