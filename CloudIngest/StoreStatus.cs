using EventEdge.Hosting.Health;

namespace EventEdge.CloudIngest;

/// <summary>Whether the store takes points, and why not; read from other threads.</summary>
internal sealed class StoreStatus
{
    private readonly Lock _gate = new();
    private volatile string? _error;
    private bool _isWritten;
    private volatile StoreState _state = StoreState.Starting;

    public StoreState State => _state;

    public string? Error => _error;

    /// <summary>As the health check <c>store</c>.</summary>
    /// <param name="store">The store's name.</param>
    public HealthProblem? Problem(string store) => _state == StoreState.Down
        ? new(HealthLevel.Degraded, $"the store {store} does not take points, frames wait on the bus: {_error ?? "no reason known"}", "mend the store or its address and token (--store-url, --store-token-file); the node tries again by itself, and nothing is lost meanwhile")
        : null;

    /// <summary>What a probe found before anything was written; false when something was, and writes tell.</summary>
    /// <param name="problem">Why it does not answer; null when it does.</param>
    public bool Answered(string? problem)
    {
        lock (_gate)
        {
            if (_isWritten) return false;
            _error = problem;
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

    public void Down(string error)
    {
        lock (_gate)
        {
            _isWritten = true;
            _error = error;
            _state = StoreState.Down;
        }
    }
}
