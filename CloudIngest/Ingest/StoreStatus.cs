using EventEdge.Hosting.Health;

namespace EventEdge.CloudIngest.Ingest;

/// <summary>Whether the store takes points, and why not; read from other threads.</summary>
internal sealed class StoreStatus
{
    private const string Patience = "the node tries again by itself, and nothing is lost meanwhile";

    private readonly Lock _gate = new();
    private volatile string? _error;
    private volatile bool _isOfLedger;
    private bool _isWritten;
    private volatile StoreState _state = StoreState.Starting;

    public StoreState State => _state;

    public string? Error => _error;

    /// <summary>As the health check <c>store</c>.</summary>
    /// <param name="store">The store's name.</param>
    public HealthProblem? Problem(string store) => (State, _isOfLedger) switch
    {
        (StoreState.Down, false) => new(
            HealthLevel.Degraded,
            $"the store {store} does not take points, frames wait on the bus: {_error ?? "no reason known"}",
            $"mend the store or its address and token (--store-url, --store-token-file); {Patience}"),
        (StoreState.Down, true) => new(
            HealthLevel.Degraded,
            $"the ledger in the data directory cannot be written, frames wait on the bus: {_error ?? "no reason known"}",
            $"make room on the disk of the data directory, or mend it (--data); {Patience}"),
        _ => null,
    };

    /// <summary>What a probe found before anything was written; false when something was, and writes tell.</summary>
    /// <param name="problem">Why it does not answer; null when it does.</param>
    public bool Answered(string? problem)
    {
        lock (_gate)
        {
            if (_isWritten) return false;
            (_error, _isOfLedger) = (problem, false);
            _state = problem is null ? StoreState.Starting : StoreState.Down;
            return true;
        }
    }

    /// <summary>The store accepted; true when it was down before.</summary>
    public bool Up()
    {
        lock (_gate)
        {
            _isWritten = true;
            var wasDown = _state == StoreState.Down;
            _state = StoreState.Up;
            return wasDown;
        }
    }

    /// <summary>The store does not take points.</summary>
    public void Down(string error) => Down(error, isOfLedger: false);

    /// <summary>The disk of the ledger does not take what has to be remembered: nothing is acknowledged on the bus without.</summary>
    public void LedgerDown(string error) => Down(error, isOfLedger: true);

    /// <summary>It does again.</summary>
    public void LedgerUp()
    {
        lock (_gate)
        {
            if (_isOfLedger && _state == StoreState.Down) _state = StoreState.Up;
        }
    }

    private void Down(string error, bool isOfLedger)
    {
        lock (_gate)
        {
            _isWritten = true;
            (_error, _isOfLedger) = (error, isOfLedger);
            _state = StoreState.Down;
        }
    }
}
