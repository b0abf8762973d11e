namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>A message as received, before any binding has looked at it.</summary>
/// <param name="Topic">The topic it came on.</param>
/// <param name="Payload">Its bytes; valid only during the call that hands it over.</param>
/// <param name="ReceivedAt">When the edge took it, as journalled.</param>
/// <param name="Sequence">Its position in the journal; 0 when it was not journalled.</param>
public readonly record struct InboundMessage(string Topic, ReadOnlyMemory<byte> Payload, DateTimeOffset ReceivedAt, long Sequence)
{
    /// <summary>The <c>traceparent</c> of the last step it went through; null for a message that is not sampled.</summary>
    public string? Trace { get; init; }
}
