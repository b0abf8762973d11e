namespace EventEdge.Backlog;

/// <summary>What a run has found.</summary>
/// <param name="Records">Results that waited.</param>
/// <param name="BytesOnDisk">What they took.</param>
/// <param name="Samples">The process on the way up.</param>
/// <param name="FillRate">Results a second with the link cut.</param>
/// <param name="Drained">Results stored in the cloud when the drain ended: all, unless its time limit came first.</param>
/// <param name="DrainRate">Results stored a second, from the moment the link was restored.</param>
/// <param name="WireBytes">Bytes of frames that left.</param>
internal sealed record BacklogResult(
    long Records, long BytesOnDisk, IReadOnlyList<BacklogSample> Samples, double FillRate, long Drained, double DrainRate, long WireBytes);

/// <summary>The process at one point of the way up.</summary>
/// <param name="Records">Results waiting.</param>
/// <param name="Rss">Resident bytes.</param>
/// <param name="Heap">Managed bytes, garbage included.</param>
/// <param name="AckP50">Median of durable acknowledgements, milliseconds.</param>
/// <param name="AckP99">Their 99th percentile.</param>
internal sealed record BacklogSample(long Records, long Rss, long Heap, double AckP50, double AckP99);
