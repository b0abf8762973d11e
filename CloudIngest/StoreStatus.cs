namespace EventEdge.CloudIngest;

/// <summary>Whether the store takes points, and why not; read from other threads.</summary>
internal sealed class StoreStatus
{
    private volatile string? _error;
    private volatile StoreState _state = StoreState.Starting;

    public StoreState State => _state;

    public string? Error => _error;

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
