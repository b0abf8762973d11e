namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>What a binding keeps of the file that its decoder names.</summary>
/// <param name="Bytes">What is kept, and is a part of the binding's version; null where the file cannot be used.</param>
/// <param name="Problem">Why it cannot, in one sentence; null where it can.</param>
public readonly record struct DecoderContent(byte[]? Bytes, string? Problem);
