namespace EventEdge.FunctionDispatcher.Discovery.Messages;

/// <summary>A message of devices that are not known yet, as it was heard.</summary>
/// <param name="Topic">The topic it came on.</param>
/// <param name="Payload">Its bytes; they must not change.</param>
/// <param name="ReceivedAt">When it was heard.</param>
public sealed record SeenMessage(string Topic, ReadOnlyMemory<byte> Payload, DateTimeOffset ReceivedAt)
{
    /// <summary>Quality of service it came with, 0 to 2.</summary>
    public int Qos { get; init; }

    /// <summary>Whether the broker had kept it: then it tells nothing of when it was sent.</summary>
    public bool Retained { get; init; }
}
