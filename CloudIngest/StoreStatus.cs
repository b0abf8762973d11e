using EventEdge.Hosting.Health;

namespace EventEdge.CloudIngest;

/// <summary>Whether the store takes points, and why not; read from other threads.</summary>
internal sealed class StoreStatus
{
    private volatile string? _error;
    private volatile StoreState _state = StoreState.Starting;

    public StoreState State => _state;

    public string? Error => _error;

    /// <summary>As the health check <c>store</c>.</summary>
    /// <param name="store">The store's name.</param>
    public HealthProblem? Problem(string store) => _state == StoreState.Down
        ? new(HealthLevel.Degraded, $"the store {store} does not take points, frames wait on the bus: {_error ?? "no reason known"}", "mend the store or its address and token (--store-url, --store-token-file); the node tries again by itself, and nothing is lost meanwhile")
        : null;

    /// <summary>The store accepted; true when it was down before.</summary>
    public bool Up()
    {
        var wasDown = _state == StoreState.Down;
        _state = StoreState.Up;
        return wasDown;
    }

    public void Down(string error)
    {
        _error = error;
        _state = StoreState.Down;
    }
}
