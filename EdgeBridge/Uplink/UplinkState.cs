namespace EventEdge.EdgeBridge.Uplink;

/// <summary>Whether results get through.</summary>
public enum UplinkState
{
    /// <summary>Not yet tried.</summary>
    Starting,

    /// <summary>Frames are confirmed.</summary>
    Up,

    /// <summary>The broker cannot be reached or does not confirm; retried with back-off.</summary>
    Down,

    /// <summary>Cut on purpose by <see cref="LinkSwitch"/>.</summary>
    Cut,

    /// <summary>The broker is reachable but refuses to take more (memory or disk alarm).</summary>
    Blocked,
}
