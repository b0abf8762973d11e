namespace EventEdge.EdgeBridge.Uplink;

/// <summary>
/// Cuts the uplink on purpose, for drills and the demo: while cut, the uplink behaves as if the broker could not be reached.
/// </summary>
public sealed class LinkSwitch
{
    private volatile bool _cut;

    /// <summary>Raised after each change, with the new value of <see cref="IsCut"/>.</summary>
    public event Action<bool>? Changed;

    /// <summary>True while the link is cut.</summary>
    public bool IsCut => _cut;

    /// <summary>Cuts or restores the link.</summary>
    public void Set(bool cut)
    {
        if (_cut == cut) return;
        _cut = cut;
        Changed?.Invoke(cut);
    }
}
