namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>What became of a session's messages when one was put in.</summary>
internal enum Added
{
    /// <summary>It is in, or of no concern to a client that is away.</summary>
    Whole,

    /// <summary>There was no room: the oldest were dropped for it, or it was itself.</summary>
    Dropped,

    /// <summary>There was no room and the client is connected: it takes less than it is sent. The oldest were dropped for it.</summary>
    TooSlow,
}
