namespace EventEdge.EdgeBridge.Uplink;

/// <summary>Carries the outbox to the bus. Life: Start once, DisposeAsync once; never throws because of the network.</summary>
public interface IUplink : IAsyncDisposable
{
    /// <summary>Whether results get through.</summary>
    UplinkState State { get; }

    /// <summary>Since when <see cref="State"/> is what it is; null where that is not known.</summary>
    DateTimeOffset? Since => null;

    /// <summary>The last thing that went wrong; null when nothing did.</summary>
    string? LastError { get; }

    /// <summary>Bytes of frames confirmed by the bus.</summary>
    long Bytes { get; }

    /// <summary>Frames confirmed by the bus.</summary>
    long Frames { get; }

    /// <summary>Begins to carry.</summary>
    void Start();
}
