using EventEdge.EdgeBridge.Outbox;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Ledger;

/// <summary>
/// What the versions of bindings that a change has ended counted, by binding, so that an edit does not set a binding's counters back to
/// nothing. Written by the dispatch loop, read from any thread.
/// </summary>
internal sealed class EndedVersions
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Binding, string Version), LedgerEntry> _ended = [];

    /// <summary>What a saved ledger holds of them.</summary>
    public EndedVersions(IEnumerable<RecordedBinding> saved)
    {
        foreach (var binding in saved.Where(binding => binding.Retired)) Add((binding.Counts.Binding, binding.Version), binding.Counts);
    }

    /// <summary>Takes over those that the dispatcher has ended and that are saved now.</summary>
    public void Take(Dispatcher dispatcher)
    {
        lock (_gate)
        {
            foreach (var status in dispatcher.Retired) Add((status.Identity.Name, status.Identity.Version), LedgerEntry.Of(status));
            dispatcher.ForgetRetired();
        }
    }

    /// <summary>A binding's counters with those of its ended versions.</summary>
    public LedgerEntry WithEnded(LedgerEntry running, BindingIdentity identity, Dispatcher dispatcher, ResultOutbox outbox)
    {
        lock (_gate)
        {
            var total = running;
            foreach (var status in dispatcher.Retired.Where(status => status.Identity.Name == identity.Name))
                total = total.Plus(LedgerEntry.Of(status));
            foreach (var ((binding, version), counts) in _ended)
            {
                if (binding != identity.Name) continue;
                // A version that came back has one tally with what it was before.
                total = total.Plus(version == identity.Version ? counts : counts.With(outbox, version));
            }

            return total;
        }
    }

    private void Add((string Binding, string Version) key, LedgerEntry counts) =>
        _ended[key] = _ended.TryGetValue(key, out var before) ? before.Plus(counts) : counts;
}
