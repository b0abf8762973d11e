using EventEdge.Hosting.Retries;

namespace EventEdge.EdgeBridge.Sparkplug;

/// <summary>Something that the node is for others at the broker, with a connection of its own.</summary>
internal interface IPresence
{
    /// <summary>Connects, and returns when the connection has ended.</summary>
    /// <exception cref="Exception">It could not be made, or is lost.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the broker has been told that it is gone.</exception>
    Task<ConnectionEnd> ConnectAsync(CancellationToken cancellation);
}
