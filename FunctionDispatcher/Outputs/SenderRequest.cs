namespace EventEdge.FunctionDispatcher.Outputs;

/// <summary>
/// Something that a decoder asks of whoever sent a message, such as to say once more what its numbers mean. No result: at most once, and
/// asked again where the answer does not come.
/// </summary>
/// <param name="Topic">Where it is asked.</param>
/// <param name="Payload">The question.</param>
/// <param name="Binding">The binding whose decoder asks.</param>
public sealed record SenderRequest(string Topic, ReadOnlyMemory<byte> Payload, string Binding);
