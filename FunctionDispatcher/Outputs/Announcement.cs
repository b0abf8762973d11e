namespace EventEdge.FunctionDispatcher.Outputs;

/// <summary>A retained message that makes results known to who does not know them; an empty one on its topic takes it back.</summary>
/// <param name="Binding">Whose results they are.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">Its bytes.</param>
public sealed record Announcement(string Binding, string Topic, ReadOnlyMemory<byte> Payload);
