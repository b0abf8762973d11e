namespace EventEdge.CloudIngest.Ingest;

/// <summary>Whether the store takes points.</summary>
public enum StoreState
{
    /// <summary>Nothing was written yet.</summary>
    Starting,

    /// <summary>The last write was accepted.</summary>
    Up,

    /// <summary>The last write failed as a whole; it is retried and nothing is acknowledged meanwhile.</summary>
    Down,
}
