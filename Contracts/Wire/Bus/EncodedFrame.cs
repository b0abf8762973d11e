namespace EventEdge.Contracts.Bus;

/// <summary>A frame as it travels: encoded once, resent as it is.</summary>
public sealed record EncodedFrame
{
    /// <summary>The compressed JSON (<see cref="FrameBody"/>).</summary>
    public required byte[] Body { get; init; }
}

/// <summary>The cloud's answer on the in-memory bus: the store has accepted the frame.</summary>
public sealed record FrameStored
{
    /// <summary>Points in the frame, duplicates and dead letters included.</summary>
    public required int Points { get; init; }
}
