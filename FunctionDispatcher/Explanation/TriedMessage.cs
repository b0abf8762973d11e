namespace EventEdge.FunctionDispatcher.Explanation;

/// <summary>A message that is explained, whether it has come or not.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="ReceivedAt">When it was received, or is taken to be.</param>
public sealed record TriedMessage(string Topic, ReadOnlyMemory<byte> Payload, DateTimeOffset ReceivedAt);
