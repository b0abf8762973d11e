namespace EventEdge.Contracts.Measurements;

/// <summary>The order in which results leave the edge: <c>emit.priority</c>.</summary>
public enum DeliveryClass : byte
{
    /// <summary>First out, never downsampled before the others.</summary>
    Alarm = 0,

    /// <summary>The default.</summary>
    Normal = 1,

    /// <summary>Last out, first to be downsampled.</summary>
    Bulk = 2,
}
