namespace EventEdge.CloudIngest.Identity;

/// <summary>What became of a point that the cloud received; exactly one of these.</summary>
internal enum PointOutcome : byte
{
    /// <summary>The store did not hold a point of its identity.</summary>
    Created,

    /// <summary>It added fields to the point of its identity and revision, and changed none.</summary>
    Merged,

    /// <summary>It replaced a lower revision.</summary>
    Corrected,

    /// <summary>The store holds a higher revision.</summary>
    Stale,

    /// <summary>Its record had been stored before; not written again.</summary>
    Redelivered,

    /// <summary>The store holds the same values under its identity and revision.</summary>
    Unchanged,

    /// <summary>It overwrote another value of its identity and revision.</summary>
    Replaced,

    /// <summary>The store does not take it.</summary>
    DeadLetter,
}
