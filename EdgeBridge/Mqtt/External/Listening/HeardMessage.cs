namespace EventEdge.EdgeBridge.Mqtt.External.Listening;

/// <summary>A message that a broker sent to who listens.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">Its bytes; they do not change.</param>
/// <param name="Qos">The quality it came with: at most 1, as no more is asked for.</param>
/// <param name="Retained">Whether the broker had kept it.</param>
public readonly record struct HeardMessage(string Topic, ReadOnlyMemory<byte> Payload, int Qos, bool Retained);
