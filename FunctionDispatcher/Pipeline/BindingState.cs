using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>The saved state of one binding.</summary>
/// <param name="Binding">Which binding at which version; no other may load it.</param>
/// <param name="Position">Journal position it includes.</param>
/// <param name="State">Opaque bytes.</param>
public sealed record BindingState(BindingIdentity Binding, long Position, byte[] State);
