using System.Diagnostics;
using EventEdge.CloudIngest.Identity;
using EventEdge.Contracts.Tracing;

namespace EventEdge.CloudIngest.Ingest;

/// <summary>
/// The last two spans of sampled points: <c>store</c>, one attempt to write the batch they are in, and <c>account</c>, from the store's
/// word until the ledger has it. Life: Begin, Accepted and Accounted or neither, Dispose.
/// </summary>
internal sealed class StoreSpans : IDisposable
{
    private readonly List<(string Trace, Activity Span)> _open = [];

    /// <summary>Begins the attempt; null where no point of the frames is sampled.</summary>
    public static StoreSpans? Begin(IReadOnlyList<PendingFrame> frames, string store, int points)
    {
        StoreSpans? spans = null;
        foreach (var frame in frames)
        {
            foreach (var (trace, taken) in frame.Spans?.Points ?? [])
            {
                if (EventTrace.Start("store", taken.Id, ActivityKind.Client) is not { } span) continue;
                (spans ??= new())._open.Add((trace, span.SetTag("db.system.name", store).SetTag("db.operation.batch.size", points)));
            }
        }

        return spans;
    }

    /// <summary>The store has the batch.</summary>
    public void Accepted()
    {
        for (var i = 0; i < _open.Count; i++)
        {
            var (trace, stored) = _open[i];
            stored.End();
            _open[i] = (trace, EventTrace.Start("account", stored.Id) ?? stored);
        }
    }

    /// <summary>The ledger has it.</summary>
    /// <param name="outcomeOf">What became of a point.</param>
    public void Accounted(Func<string, PointOutcome?> outcomeOf)
    {
        foreach (var (trace, span) in _open) span.SetTag("eventedge.outcome", outcomeOf(trace)?.ToString().ToLowerInvariant()).End();
        _open.Clear();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var (_, span) in _open) span.End("not taken; tried again");
        _open.Clear();
    }
}
