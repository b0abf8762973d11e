using EventEdge.EdgeBridge.Ledger;
using EventEdge.FunctionDispatcher.Engine;

namespace EventEdge.EdgeBridge.Status;

/// <summary>One binding of a running node: what starts it, what runs it, when it ran and will run.</summary>
public sealed record BindingLine
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Its trigger in words: <c>mqtt plant/#</c>, <c>http GET /time</c>, <c>every 60s</c>, <c>cron 0 6 * * * Europe/Berlin</c>, <c>on
    /// other</c>.
    /// </summary>
    public required string Trigger { get; init; }

    /// <summary>What runs its function: <c>builtin</c>, <c>csharp</c>, <c>process</c>, <c>wasm</c> or <c>container</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>Its version: 16 hexadecimal digits.</summary>
    public required string Version { get; init; }

    /// <summary>
    /// The instant of its last tick; of other triggers, when an event last reached it since the start of the process. Null before the
    /// first.
    /// </summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>When its timer is due; null for other triggers.</summary>
    public DateTimeOffset? NextRun { get; init; }

    /// <summary>Ticks left out because their time had passed.</summary>
    public long Missed { get; init; }

    /// <summary>Events routed to it.</summary>
    public long Received { get; init; }

    /// <summary>Its first results.</summary>
    public long Measurements { get; init; }

    /// <summary>Events and results given up.</summary>
    public long Rejected { get; init; }

    /// <summary>Events whose function has been called and has not answered.</summary>
    public long InFlight { get; init; }

    internal static BindingLine Of(BindingStatus status, LedgerEntry counts)
    {
        var config = status.Config!;
        return new()
        {
            Name = config.Name,
            Trigger = config.Trigger.Words,
            Runtime = config.Function.Runtime,
            Version = status.Identity.Version,
            LastRun = status.LastRun,
            NextRun = status.NextRun,
            Missed = status.Missed,
            Received = counts.Received,
            Measurements = counts.Measurements,
            Rejected = counts.Rejected + counts.ResultsRejected,
            InFlight = counts.InFlight,
        };
    }
}
